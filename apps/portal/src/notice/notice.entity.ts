import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'notice', comment: 'What an account is told, numbered per account; the last 1 000 of each are kept.' })
export class NoticeEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'notice_pkey' })
  account!: string;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'notice_pkey' })
  id!: number;
  @Column('uuid', { name: 'event_id' })
  eventId!: string;
  @Column('text', { name: 'event_type' })
  eventType!: string;
  @Column('uuid', { name: 'family_id' })
  familyId!: string;
  @Column('text')
  subject!: string;
  @Column('text', { nullable: true })
  item!: string | null;
  @Column('text', { nullable: true })
  kind!: string | null;
  @Column('text')
  title!: string;
  @Column('timestamp with time zone', { name: 'acted_at', precision: 3 })
  actedAt!: Date;
  @Column('uuid', { nullable: true })
  world!: string | null;
  @Column('uuid', { array: true })
  parties!: string[];
}
