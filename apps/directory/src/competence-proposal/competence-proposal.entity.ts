import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CompetenceProposalStatus } from './competence-proposal.queries.ts';

/** A precedent waiting for the directory's word, confirmed or declined. */
@Entity('competence_proposal', { comment: 'Read model: rules of competence that bound disputes propose, and what became of them.' })
export class CompetenceProposalRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'competence_proposal_pkey' })
  id!: string;

  @Index('competence_proposal_status')
  @Column({ type: 'text' })
  status!: CompetenceProposalStatus;

  @Column({ type: 'uuid', name: 'dispute_id' })
  disputeId!: string;

  @Column({ type: 'text', name: 'decision_number' })
  decisionNumber!: string;

  @Column({ type: 'uuid', array: true, name: 'competent_units' })
  competentUnits!: string[];

  @Column({ type: 'text', name: 'category_code', nullable: true })
  categoryCode!: string | null;

  @Column({ type: 'text', name: 'division_code', nullable: true })
  divisionCode!: string | null;

  @Column({ type: 'date', name: 'valid_from', nullable: true })
  validFrom!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;
}
