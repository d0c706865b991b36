import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({
  name: 'figure_item',
  comment: 'What figures count: one row per stream, folded from what it told. Days -infinity and infinity: no bound.',
})
@Index('figure_item_kind', ['kind', 'world', 'subject'])
@Index('figure_item_family', ['familyId'])
@Index('figure_item_matter', ['matterId', 'kind'])
@Index('figure_item_about', ['about'], { where: 'about IS NOT NULL' })
export class FigureItemEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'figure_item_pkey' })
  subject!: string;
  @Column('bigint')
  rank!: number;
  @Column('text')
  kind!: string;
  @Column('text')
  class!: string;
  @Column('uuid', { name: 'family_id' })
  familyId!: string;
  @Column('uuid', { name: 'matter_id', nullable: true })
  matterId!: string | null;
  @Column('text', { nullable: true })
  about!: string | null;
  @Column('text', { nullable: true })
  title!: string | null;
  @Column('timestamp with time zone', { name: 'first_at', precision: 3 })
  firstAt!: Date;
  @Column('timestamp with time zone', { name: 'rested_at', precision: 3, nullable: true })
  restedAt!: Date | null;
  @Column('boolean', { name: 'is_open' })
  isOpen!: boolean;
  @Column('date', { name: 'first_on' })
  firstOn!: string;
  @Column('date', { name: 'last_on' })
  lastOn!: string;
  @Column('uuid', { array: true })
  actors!: string[];
  @Column('uuid', { nullable: true })
  world!: string | null;
  @Column('uuid', { array: true })
  parties!: string[];
  @Column('jsonb')
  facts!: unknown;
}
