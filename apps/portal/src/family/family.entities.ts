import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { LineDetail } from './reading.ts';
import type { StandingState } from './standing-state.ts';

@Entity({ name: 'standing', comment: 'Where each stream of a family stands.' })
@Index('standing_family', ['familyId'])
export class StandingEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'standing_pkey' })
  source!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'standing_pkey' })
  subject!: string;
  @Column('bigint')
  rank!: number;
  @Column('uuid', { name: 'family_id' })
  familyId!: string;
  @Column('text')
  state!: StandingState;
  @Column('text', { nullable: true })
  title!: string | null;
  @Column('uuid', { nullable: true })
  owner!: string | null;
  @Column('uuid', { nullable: true })
  counterpart!: string | null;
  @Column('text', { name: 'matter_kind' })
  matterKind!: string;
  @Column('uuid', { name: 'matter_id' })
  matterId!: string;
  @Column('text', { nullable: true })
  stage!: string | null;
  @Column('text', { name: 'result_code', nullable: true })
  resultCode!: string | null;
  @Column('text', { name: 'feedback_kind', nullable: true })
  feedbackKind!: string | null;
  @Column('timestamp with time zone', { precision: 3 })
  since!: Date;
  @Column('uuid', { nullable: true })
  world!: string | null;
  @Column('uuid', { array: true })
  parties!: string[];
}

@Entity({ name: 'timeline_line', comment: 'What happened in a family, as parts of a sentence; agencies get their names when it is read.' })
@Index('timeline_line_family', ['familyId', 'recordedAt', 'eventId'])
export class TimelineLineEntity {
  @PrimaryColumn('uuid', { name: 'event_id', primaryKeyConstraintName: 'timeline_line_pkey' })
  eventId!: string;
  @Column('uuid', { name: 'family_id' })
  familyId!: string;
  @Column('text')
  source!: string;
  @Column('text')
  subject!: string;
  @Column('int')
  sequence!: number;
  @Column('text')
  type!: string;
  @Column('uuid', { name: 'first_agency' })
  firstAgency!: string;
  @Column('uuid', { name: 'second_agency', nullable: true })
  secondAgency!: string | null;
  @Column('text', { nullable: true })
  title!: string | null;
  @Column('text', { name: 'result_code', nullable: true })
  resultCode!: string | null;
  @Column('text', { name: 'feedback_kind', nullable: true })
  feedbackKind!: string | null;
  @Column('jsonb', { nullable: true })
  detail!: LineDetail | null;
  @Column('text', { nullable: true })
  post!: string | null;
  @Column('timestamp with time zone', { name: 'acted_at', precision: 3 })
  actedAt!: Date;
  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;
  @Column('uuid', { nullable: true })
  world!: string | null;
  @Column('uuid', { array: true })
  parties!: string[];
}
