import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Shelf, TurnKind } from './turn-kind.ts';

@Entity({
  name: 'turn',
  comment:
    "Whose turn it is on what: the worklist. kind null: not this agency's turn any more; kept, so that a late event of lower rank changes nothing.",
})
// What the walks carry beside their keys (INCLUDE) has no words here: the migration has them.
@Index('turn_work', { synchronize: false })
@Index('turn_late', { synchronize: false })
@Index('turn_sent', { synchronize: false })
@Index('turn_done', { synchronize: false })
@Index('turn_subject', ['subject'])
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
  @Column('text', { nullable: true })
  role!: string | null;
  @Column('uuid', { name: 'hand_off_id', nullable: true })
  handOffId!: string | null;
  @Column('boolean', { name: 'is_sent' })
  isSent!: boolean;
  @Column('text', { nullable: true })
  shelf!: Shelf | null;
  @Column('uuid', { name: 'clock_id', nullable: true })
  clockId!: string | null;
  @Column('timestamp with time zone', { name: 'attention_at', precision: 3, nullable: true })
  attentionAt!: Date | null;
  @Column('bigint', {
    name: 'late_key',
    nullable: true,
    comment: 'Milliseconds of the moment after which the agency is late with an open turn.',
  })
  lateKey!: number | null;
  @Column('bigint', {
    name: 'work_key',
    nullable: true,
    comment:
      'Order on the list of what is to be done, least time left first: milliseconds of the due moment; without one 10^14 + those since when it waits. Null: not to be shown there.',
  })
  workKey!: number | null;
  @Column('bigint', {
    name: 'sent_key',
    nullable: true,
    comment: "Order on the list of the agency's own hand-offs: running deadlines first, then the latest act first.",
  })
  sentKey!: number | null;
  @Column('bigint', {
    name: 'done_key',
    nullable: true,
    comment: 'Order on the list of what is done: the latest first, minus milliseconds.',
  })
  doneKey!: number | null;
}
