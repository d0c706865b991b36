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
  /** By which routes name their coordinator. */
  @Column({ type: 'text', nullable: true })
  slug!: string | null;
  /** 机关代字; null where the agency issues no numbered letters here. */
  @Column({ type: 'text', name: 'document_word', nullable: true })
  documentWord!: string | null;
  /** Last legal day of an abolished agency. */
  @Column({ type: 'date', name: 'abolished_on', nullable: true })
  abolishedOn!: string | null;
  /** Takes over from an abolished agency. */
  @Column({ type: 'uuid', nullable: true })
  successor!: string | null;
}
