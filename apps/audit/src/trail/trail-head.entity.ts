import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where one stream stands, and how many of its announcements came and broke the chain. */
@Entity({ name: 'trail_head' })
export class TrailHead {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'trail_head_pkey' })
  source!: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'trail_head_pkey' })
  subject!: string;
  @Column({ type: 'uuid', name: 'family_id' })
  familyId!: string;
  @Column({ type: 'int' })
  sequence!: number;
  @Column({ type: 'text' })
  hash!: string;
  @Column({ type: 'int' })
  announcements!: number;
  @Column({ type: 'int' })
  breaks!: number;
  @Column({ type: 'uuid', array: true })
  parties!: string[];
}
