import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: '{{snake}}', comment: '{{Words}}: what was last told of each stream.' })
export class {{pascal}}Entity {
  @PrimaryColumn('text', { primaryKeyConstraintName: '{{snake}}_pkey' })
  subject!: string;
  @Column('uuid', { name: 'family_id' })
  familyId!: string;
  @Column('text')
  type!: string;
  /** Announcement sequence that the row stands for: an earlier event that comes late changes nothing. */
  @Column('int')
  sequence!: number;
  @Column('text', { name: 'recorded_at' })
  recordedAt!: string;
  @Column('uuid', { array: true })
  parties!: string[];
}
