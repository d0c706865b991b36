import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An agency as this service last heard of it from the directory. */
@Entity({ name: 'known_agency' })
export class KnownAgency {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'known_agency_pkey' })
  id!: string;
  @Column({ type: 'text' })
  name!: string;
  @Column({ type: 'text' })
  kind!: string;
  @Column({ type: 'text' })
  level!: string;
  @Column({ type: 'text' })
  division!: string;
  /** 机关代字; null where the agency issues no numbered documents here. */
  @Column({ type: 'text', name: 'document_word', nullable: true })
  documentWord!: string | null;
}
