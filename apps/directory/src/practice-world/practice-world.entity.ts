import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('practice_world', { comment: 'Read model: practice worlds and their legal time.' })
export class PracticeWorldRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'practice_world_pkey' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'timestamptz', name: 'legal_now' })
  legalNow!: Date;
}
