import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The exact text of one announcement. A class of its own: parties read it, an auditor does not. */
@Entity({ name: 'trail_body' })
export class TrailBody {
  @PrimaryColumn({ type: 'uuid', name: 'event_id', primaryKeyConstraintName: 'trail_body_pkey' })
  eventId!: string;
  @Column({ type: 'text' })
  source!: string;
  @Column({ type: 'text' })
  body!: string;
  @Column({ type: 'uuid', array: true })
  parties!: string[];
}
