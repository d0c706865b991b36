import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({
  name: 'deadline',
  comment:
    "Deadlines as the clocks of case-supervision announce them. What colour they have is asked at the reader's legal now, never stored.",
})
@Index('deadline_subject', ['subject'])
@Index('deadline_family', ['familyId'])
export class DeadlineEntity {
  @PrimaryColumn('uuid', { name: 'clock_id', primaryKeyConstraintName: 'deadline_pkey' })
  clockId!: string;
  @Column('bigint')
  rank!: number;
  @Column('text', { name: 'rule_id' })
  ruleId!: string;
  @Column('text', { name: 'rule_name' })
  ruleName!: string;
  @Column('text')
  subject!: string;
  @Column('text', { name: 'matter_kind' })
  matterKind!: string;
  @Column('uuid', { name: 'matter_id' })
  matterId!: string;
  @Column('uuid', { name: 'family_id' })
  familyId!: string;
  @Column('uuid')
  holder!: string;
  @Column('text')
  title!: string;
  @Column('text')
  state!: 'running' | 'paused' | 'stopped';
  @Column('text', { nullable: true })
  change!: string | null;
  @Column('timestamp with time zone', { name: 'due_at', precision: 3, nullable: true })
  dueAt!: Date | null;
  @Column('timestamp with time zone', { name: 'late_after', precision: 3, nullable: true })
  lateAfter!: Date | null;
  @Column('timestamp with time zone', { name: 'attention_at', precision: 3, nullable: true })
  attentionAt!: Date | null;
  @Column('timestamp with time zone', { name: 'warning_at', precision: 3, nullable: true })
  warningAt!: Date | null;
  @Column('text', { nullable: true, comment: 'What the period is counted in: hour, calendar-day, working-day, month, year.' })
  unit!: string | null;
  @Column('boolean', { name: 'is_provisional' })
  isProvisional!: boolean;
  @Column('text', { nullable: true })
  nature!: string | null;
  @Column('boolean', { name: 'turns_red' })
  turnsRed!: boolean;
  @Column('uuid', { nullable: true })
  world!: string | null;
  @Column('uuid', { array: true })
  parties!: string[];
}
