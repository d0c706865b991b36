import type { DivisionLevel, WaterBodyKind } from '@xiezhi/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

// Look-ups without a life of their own: seeded from the pack, corrected by the next one. Everybody who is signed in may read them.

@Entity('division', { comment: 'Look-up, seeded from the pack: divisions down to the township.' })
export class DivisionRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'division_pkey' })
  code!: string;

  /** Null for a functional area, which has no national code. */
  @Column({ type: 'text', nullable: true })
  gb2260!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  level!: DivisionLevel;

  @Index('division_parent')
  @Column({ type: 'text', nullable: true })
  parent!: string | null;

  /** Where a functional area lies; statistics count it there once. */
  @Column({ type: 'text', name: 'geographic_parent', nullable: true })
  geographicParent!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  seat!: { lon: number; lat: number; toleranceDegrees: number; evidence: string; name?: string } | null;

  @Column({ type: 'date', name: 'valid_from' })
  validFrom!: string;

  @Column({ type: 'date', name: 'valid_to', nullable: true })
  validTo!: string | null;
}

@Entity('water_body', { comment: 'Look-up, seeded from the pack: rivers, lakes, reservoirs and wetlands.' })
export class WaterBodyRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'water_body_pkey' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  kind!: WaterBodyKind;

  @Column({ type: 'text', array: true, name: 'chief_levels' })
  chiefLevels!: DivisionLevel[];

  @Column({ type: 'text', array: true })
  divisions!: string[];

  @Column({ type: 'jsonb' })
  position!: { lon: number; lat: number; coordSystem: string; toleranceDegrees: number; evidence: string };

  /** For a schematic map only, never for survey or evidence. */
  @Column({ type: 'jsonb', name: 'schematic_line', nullable: true })
  schematicLine!: [number, number][] | null;

  @Column({ type: 'jsonb' })
  facts!: { text: string; evidence: string }[];

  @Column({ type: 'date', name: 'valid_from' })
  validFrom!: string;
}
