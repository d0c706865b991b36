import { DivisionCode, DivisionLevel, WaterBodyKind } from '@xiezhi/contracts';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Page, page, pageFields, pageOf } from '../paging.ts';
import { DivisionRow, WaterBodyRow } from './look-up.entity.ts';

const Evidence = z.string().describe('DOMAIN, evidence marks: V verified, V2 secondary, U unverified, D design default');
const place = { lon: z.number(), lat: z.number(), toleranceDegrees: z.number(), evidence: Evidence };

export const Division = z
  .object({
    code: z.string(),
    gb2260: z.string().nullable(),
    name: z.string(),
    level: DivisionLevel,
    parent: z.string().nullable(),
    geographicParent: z.string().nullable(),
    seat: z.object({ ...place, name: z.string().optional() }).nullable(),
    validFrom: z.iso.date(),
    validTo: z.iso.date().nullable(),
  })
  .meta({ id: 'Division' });
export type Division = z.infer<typeof Division>;

export const DivisionPage = pageOf(Division).meta({ id: 'DivisionPage' });
export const DivisionQuery = z.strictObject({ ...pageFields, parent: DivisionCode.optional() });

/** Divisions by code. */
export async function listDivisions(dataSource: DataSource, query: z.infer<typeof DivisionQuery>): Promise<Page<Division>> {
  const { limit, after, parent } = query;
  const rows = dataSource
    .createQueryBuilder(DivisionRow, 'division')
    .orderBy('division.code')
    .take(limit + 1);
  if (parent !== undefined) rows.andWhere('division.parent = :parent', { parent });
  if (after !== undefined) rows.andWhere('division.code > :after', { after });
  return page(
    await rows.getMany(),
    limit,
    ({ code }) => code,
    (row) => row,
  );
}

export const WaterBody = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: WaterBodyKind,
    chiefLevels: z.array(DivisionLevel),
    divisions: z.array(z.string()),
    position: z.object({ ...place, coordSystem: z.string() }),
    schematicLine: z
      .array(z.tuple([z.number(), z.number()]))
      .nullable()
      .describe('Schematic only, never for survey or evidence'),
    facts: z.array(z.object({ text: z.string(), evidence: Evidence })),
    validFrom: z.iso.date(),
  })
  .meta({ id: 'WaterBody' });
export type WaterBody = z.infer<typeof WaterBody>;

export const WaterBodyPage = pageOf(WaterBody).meta({ id: 'WaterBodyPage' });
export const WaterBodyQuery = z.strictObject({ ...pageFields, division: DivisionCode.optional() });

/** Water bodies by number; those that touch a division, if one is named. */
export async function listWaterBodies(dataSource: DataSource, query: z.infer<typeof WaterBodyQuery>): Promise<Page<WaterBody>> {
  const { limit, after, division } = query;
  const rows = dataSource
    .createQueryBuilder(WaterBodyRow, 'water')
    .orderBy('water.id')
    .take(limit + 1);
  if (division !== undefined) rows.andWhere(':division = any(water.divisions)', { division });
  if (after !== undefined) rows.andWhere('water.id > :after', { after });
  return page(
    await rows.getMany(),
    limit,
    ({ id }) => id,
    (row) => row,
  );
}
