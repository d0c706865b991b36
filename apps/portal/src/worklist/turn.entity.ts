import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { TurnKind } from './turn-kind.ts';

@Entity({
  name: 'turn',
  comment:
    "Whose turn it is on what: the worklist. kind null: not this agency's turn any more; kept, so that a late event of lower rank changes nothing.",
})
@Index('turn_worklist', ['agency', 'since', 'item'], { where: '(kind IS NOT NULL)' })
@Index('turn_family', ['familyId'], { where: '(kind IS NOT NULL)' })
export class TurnEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'turn_pkey' })
  item!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'turn_pkey' })
  agency!: string;
  @Column('text', { nullable: true })
  kind!: TurnKind | null;
  @Column('bigint')
  rank!: number;
  @Column('uuid', { name: 'family_id' })
  familyId!: string;
  @Column('text')
  source!: string;
  @Column('text')
  subject!: string;
  @Column('text')
  title!: string;
  @Column('timestamp with time zone', { precision: 3 })
  since!: Date;
  @Column('uuid', { nullable: true })
  counterpart!: string | null;
  @Column('uuid', { nullable: true })
  world!: string | null;
  @Column('uuid', { name: 'event_id' })
  eventId!: string;
  @Column('uuid', { array: true })
  parties!: string[];
}
