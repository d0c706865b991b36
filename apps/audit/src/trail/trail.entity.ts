import type { ActedAtSource, Actor } from '@xiezhi/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One announcement as the trail keeps it: who acted on what and when, never what was said. */
@Entity({ name: 'trail' })
@Index('trail_family', ['familyId', 'recordedAt', 'source', 'subject', 'sequence'])
@Index('trail_stream', ['source', 'subject', 'sequence'])
@Index('trail_break', ['receivedAt'], { where: 'NOT is_chained' })
export class Trail {
  @PrimaryColumn({ type: 'uuid', name: 'event_id', primaryKeyConstraintName: 'trail_pkey' })
  eventId!: string;
  @Column({ type: 'text' })
  source!: string;
  @Column({ type: 'text' })
  subject!: string;
  @Column({ type: 'text' })
  type!: string;
  @Column({ type: 'int' })
  sequence!: number;
  @Column({ type: 'text' })
  prev!: string;
  @Column({ type: 'text' })
  hash!: string;
  @Column({ type: 'uuid', name: 'family_id' })
  familyId!: string;
  @Column({ type: 'uuid', nullable: true })
  world!: string | null;
  @Column({ type: 'jsonb' })
  actor!: Actor;
  @Column({ type: 'uuid', name: 'correlation_id' })
  correlationId!: string;
  @Column({ type: 'uuid', name: 'causation_id', nullable: true })
  causationId!: string | null;
  @Column({ type: 'timestamptz', name: 'acted_at' })
  actedAt!: Date;
  @Column({ type: 'text', name: 'acted_at_source' })
  actedAtSource!: ActedAtSource;
  /** `ce_time`, to the microsecond; a Date would lose three digits of what the hash was made over. */
  @Column({
    type: 'text',
    name: 'recorded_at',
  })
  recordedAt!: string;
  @Column({ type: 'timestamptz', name: 'received_at', default: () => 'now()' })
  receivedAt!: Date;
  @Column({ type: 'text' })
  topic!: string;
  @Column({ type: 'int' })
  partition!: number;
  @Column({ type: 'bigint', name: 'record_offset' })
  recordOffset!: number;
  @Column({
    type: 'boolean',
    name: 'is_chained',
  })
  isChained!: boolean;
  @Column({ type: 'uuid', array: true })
  parties!: string[];
}
