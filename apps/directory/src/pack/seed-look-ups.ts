import { type Queryable, statement } from '@xiezhi/postgres';
import { schema } from '../settings.ts';
import type { Pack } from './pack.schema.ts';

// A pack corrects what an earlier one said; it never deletes, since cases name codes for ever: an ended division has a validTo.

const seedDivisions = statement(
  `${schema}.seed_divisions`,
  `insert into ${schema}.division as d (code, gb2260, name, level, parent, geographic_parent, seat, valid_from, valid_to)
   select code, gb2260, name, level, parent, "geographicParent", seat, "validFrom", "validTo"
   from jsonb_to_recordset($1::jsonb) as r(code text, gb2260 text, name text, level text, parent text, "geographicParent" text, seat jsonb, "validFrom" date, "validTo" date)
   on conflict (code) do update set gb2260 = excluded.gb2260, name = excluded.name, level = excluded.level, parent = excluded.parent,
     geographic_parent = excluded.geographic_parent, seat = excluded.seat, valid_from = excluded.valid_from, valid_to = excluded.valid_to
   where (d.*) is distinct from (excluded.*)
   returning code`,
);

const seedWaterBodies = statement(
  `${schema}.seed_water_bodies`,
  `insert into ${schema}.water_body as w (id, name, kind, chief_levels, divisions, position, schematic_line, facts, valid_from)
   select id, name, kind, array(select jsonb_array_elements_text("chiefLevels")), array(select jsonb_array_elements_text(divisions)),
     position, "schematicLine", coalesce(facts, '[]'), "validFrom"
   from jsonb_to_recordset($1::jsonb)
     as r(id text, name text, kind text, "chiefLevels" jsonb, divisions jsonb, position jsonb, "schematicLine" jsonb, facts jsonb, "validFrom" date)
   on conflict (id) do update set name = excluded.name, kind = excluded.kind, chief_levels = excluded.chief_levels,
     divisions = excluded.divisions, position = excluded.position, schematic_line = excluded.schematic_line, facts = excluded.facts,
     valid_from = excluded.valid_from
   where (w.*) is distinct from (excluded.*)
   returning id`,
);

/** Brings the look-ups to what the pack says. @returns how many rows changed */
export async function seedLookUps(db: Queryable, pack: Pick<Pack, 'divisions' | 'waterBodies'>): Promise<number> {
  const divisions = await seedDivisions(db, JSON.stringify(pack.divisions));
  const waterBodies = await seedWaterBodies(db, JSON.stringify(pack.waterBodies));
  return divisions.length + waterBodies.length;
}
