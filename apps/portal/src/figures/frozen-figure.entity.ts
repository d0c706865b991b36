import { Column, Entity, PrimaryColumn } from 'typeorm';

const primaryKeyConstraintName = 'frozen_figure_pkey';

@Entity({
  name: 'frozen_figure',
  comment:
    'Month figures of each agency as they were when they were frozen, for ever. Not rebuilt from topics: restored from a backup or lost.',
})
export class FrozenFigureEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName, comment: 'real, or the id of a practice world.' })
  realm!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName })
  month!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName })
  agency!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName })
  figure!: string;
  @Column('jsonb')
  shown!: unknown;
  @Column('text')
  digest!: string;
  @Column('date', {
    name: 'due_on',
    comment: 'Legal day on which it was to be frozen, by the calendar named beside; frozen_on is the legal day on which it was.',
  })
  dueOn!: string;
  @Column('date', { name: 'frozen_on' })
  frozenOn!: string;
  @Column('timestamp with time zone', { name: 'cut_off', precision: 3 })
  cutOff!: Date;
  @Column('text')
  calendar!: string;
  @Column('boolean', { name: 'is_provisional', comment: 'Counted without a confirmed calendar of that year.' })
  isProvisional!: boolean;
  @Column('timestamp with time zone', { name: 'recorded_at', default: () => 'now()' })
  recordedAt!: Date;
  @Column('uuid', { array: true })
  parties!: string[];
}
