import { z } from 'zod';
import { type EntityManager, In } from 'typeorm';
import { AgencyEntity } from './directory.entities.ts';

export const NamedAgency = z.object({ id: z.uuid(), name: z.string().describe('Short name; its id until the directory has told it') });
export type NamedAgency = z.infer<typeof NamedAgency>;

/** Names for ids. The directory comes by its own topic: an agency it has not told yet goes by its id for a moment. */
export async function agencyNames(db: EntityManager, ids: readonly (string | null)[]): Promise<(id: string) => NamedAgency> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const found =
    wanted.length === 0 ? [] : await db.find(AgencyEntity, { where: { id: In(wanted) }, select: { id: true, shortName: true } });
  const names = new Map(found.map(({ id, shortName }) => [id, shortName]));
  return (id) => ({ id, name: names.get(id) ?? id });
}
