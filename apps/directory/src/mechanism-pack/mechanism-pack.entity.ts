import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A published version of a mechanism pack; `lastOn` is set when it has been withdrawn. */
@Entity('mechanism_pack', { comment: 'Read model: published versions of mechanism packs, without their content.' })
export class MechanismPackRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'mechanism_pack_pkey' })
  id!: string;

  /** `name@version` */
  @Index('mechanism_pack_version', { unique: true })
  @Column({ type: 'text', name: 'pack_version' })
  packVersion!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'date', name: 'valid_from' })
  validFrom!: string;

  @Column({ type: 'text' })
  digest!: string;

  @Column({ type: 'date', name: 'last_on', nullable: true })
  lastOn!: string | null;
}
