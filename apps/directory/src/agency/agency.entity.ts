import type { AgencyKind, DivisionLevel, Role } from '@xiezhi/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

// Read models of the directory, folded from its own topic. Everybody who is signed in may read them; only the worker role writes.

@Entity('agency', { comment: 'Read model: agencies in the directory.' })
export class AgencyRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'agency_pkey' })
  id!: string;

  @Index('agency_slug', { unique: true })
  @Column({ type: 'text' })
  slug!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', name: 'short_name' })
  shortName!: string;

  @Column({ type: 'text' })
  kind!: AgencyKind;

  @Index('agency_division')
  @Column({ type: 'text' })
  division!: string;

  @Column({ type: 'text' })
  level!: DivisionLevel;

  @Column({ type: 'text', name: 'credit_code' })
  creditCode!: string;

  /** 机关代字; null where the agency issues no numbered documents here. */
  @Column({ type: 'text', name: 'document_word', nullable: true })
  documentWord!: string | null;

  @Column({ type: 'uuid', name: 'legal_entity', nullable: true })
  legalEntity!: string | null;

  /** Last legal day of an abolished agency, Asia/Shanghai. */
  @Column({ type: 'date', name: 'abolished_on', nullable: true })
  abolishedOn!: string | null;

  /** Takes over from an abolished agency. */
  @Column({ type: 'uuid', nullable: true })
  successor!: string | null;
}

@Entity('desk', { comment: 'Read model: desks of agencies, in the order of the registration.' })
export class DeskRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'desk_pkey' })
  id!: string;

  @Index('desk_agency')
  @Column({ type: 'uuid' })
  agency!: string;

  @Column({ type: 'int' })
  place!: number;

  @Column({ type: 'text' })
  name!: string;
}

@Entity('post', { comment: 'Read model: posts of agencies, in the order of the registration.' })
export class PostRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'post_pkey' })
  id!: string;

  @Index('post_agency')
  @Column({ type: 'uuid' })
  agency!: string;

  @Column({ type: 'int' })
  place!: number;

  @Column({ type: 'text' })
  role!: Role;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', nullable: true })
  desk!: string | null;
}

/** Days are legal days, Asia/Shanghai; the last one is included. */
@Entity('post_grant', { comment: 'Read model: which account holds which post from when to when; accounts are offices, not persons.' })
export class PostGrantRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'post_grant_pkey' })
  id!: string;

  @Index('post_grant_post')
  @Column({ type: 'text' })
  post!: string;

  @Index('post_grant_account')
  @Column({ type: 'text' })
  account!: string;

  @Column({ type: 'date', name: 'from_on' })
  fromOn!: string;

  @Column({ type: 'date', name: 'to_on', nullable: true })
  toOn!: string | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column({ type: 'text', name: 'revoked_for', nullable: true })
  revokedFor!: string | null;
}
