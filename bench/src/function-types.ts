import type { Rig } from './rig.ts';

/** Parameter types of the functions of a schema, by name with schema. */
export async function functionTypes({ admin }: Rig, schema: string): Promise<(name: string) => readonly string[]> {
  const { rows } = await admin.query<{ name: string; types: string }>(
    `select p.pronamespace::regnamespace || '.' || p.proname as name, oidvectortypes(p.proargtypes) as types
     from pg_proc p where p.pronamespace = $1::regnamespace`,
    [schema],
  );
  const types = new Map(rows.map((row) => [row.name, row.types.split(', ')]));
  return (name) => types.get(name) ?? [];
}
