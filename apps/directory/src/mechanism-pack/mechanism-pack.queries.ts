import { PackName, PackVersion } from '@xiezhi/contracts';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Page, page, pageFields, pageOf } from '../paging.ts';
import { MechanismPackRow } from './mechanism-pack.entity.ts';

export const MechanismPackDetail = z
  .object({
    id: z.uuid(),
    packVersion: PackVersion,
    title: z.string(),
    validFrom: z.iso.date(),
    digest: z.string(),
    lastDay: z.iso.date().nullable().describe('Set once it was withdrawn: the last day on which matters are born under it'),
  })
  .meta({ id: 'MechanismPack' });
export type MechanismPackDetail = z.infer<typeof MechanismPackDetail>;

export const MechanismPackPage = pageOf(MechanismPackDetail).meta({ id: 'MechanismPackPage' });
export const MechanismPackQuery = z.strictObject({ ...pageFields, name: PackName.optional() });

/** Versions by name and number, withdrawn ones among them: what runs keeps them. */
export async function listMechanismPacks(
  dataSource: DataSource,
  { limit, after, name }: z.infer<typeof MechanismPackQuery>,
): Promise<Page<MechanismPackDetail>> {
  const rows = dataSource
    .createQueryBuilder(MechanismPackRow, 'pack')
    .orderBy('pack.packVersion')
    .take(limit + 1);
  if (name !== undefined) rows.andWhere(`split_part(pack.pack_version, '@', 1) = :name`, { name });
  if (after !== undefined) rows.andWhere('pack.pack_version > :after', { after });
  return page(
    await rows.getMany(),
    limit,
    ({ packVersion }) => packVersion,
    ({ lastOn, ...row }) => ({ ...row, lastDay: lastOn }),
  );
}
