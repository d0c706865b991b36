import type { WorldId } from '@xiezhi/contracts';
import { type Queryable, statement } from '@xiezhi/postgres';

/** How far back a report may be the same thing (work order: 30 days), and how near (500 m). */
const daysBack = 30;
const metresMax = 500;
const hintsMax = 20;
const metresPerDegree = 111_320;

export interface ProblemPlace {
  problemId: string;
  number: string;
  title: string;
  categoryCode: string;
  waterBodyId?: string | undefined;
  reach?: string | undefined;
  lon?: number | undefined;
  lat?: number | undefined;
  reportedOn: string;
  parties: string[];
  world?: WorldId | undefined;
}

const insertPlace = statement(
  'problem_place.insert',
  `insert into clue_transfer.problem_place
     (problem_id, number, title, category_code, water_body_id, reach, lon, lat, reported_on, parties, world)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);

/** Written in the transaction that reports the problem: the next report, a second later, is already told of it. */
export async function keepPlace(tx: Queryable, place: ProblemPlace): Promise<void> {
  const { problemId, number, title, categoryCode, waterBodyId, reach, lon, lat, reportedOn, parties, world } = place;
  const where = [waterBodyId ?? null, reach ?? null, lon ?? null, lat ?? null];
  await insertPlace(tx, problemId, number, title, categoryCode, ...where, reportedOn, parties, world ?? null);
}

interface HintRow extends Record<string, unknown> {
  id: string;
  number: string;
  title: string;
  category_code: string;
  reported_on: string;
  is_same_reach: boolean;
  lon: number | null;
  lat: number | null;
}

// The box is a little larger than the circle, so that the index narrows and the distance decides.
const selectHints = statement<HintRow>(
  'problem_place.select_hints',
  `select problem_id as id, number, title, category_code, reported_on::text as reported_on, lon, lat,
          coalesce(water_body_id = $1 and reach = $2, false) as is_same_reach
     from clue_transfer.problem_place
    where reported_on between $3::date - $4::int and $3::date
      and world is not distinct from $5
      and ((water_body_id = $1 and reach = $2)
        or (lon between $6::float8 - $8 and $6::float8 + $8 and lat between $7::float8 - $9 and $7::float8 + $9))
    order by reported_on desc, problem_id
    limit 200`,
);

export interface Asked {
  waterBodyId?: string | undefined;
  reach?: string | undefined;
  lon?: number | undefined;
  lat?: number | undefined;
  on: string;
  world?: WorldId | undefined;
}

/** Reports that may be of the same thing, as far as the caller's agency may see them: a hint, never a verdict. Newest first. */
export async function findDuplicates(tx: Queryable, { waterBodyId, reach, lon, lat, on, world }: Asked) {
  const latBox = metresMax / metresPerDegree;
  const lonBox = lat === undefined ? 0 : latBox / Math.cos(radians(lat));
  const where = [waterBodyId ?? null, reach ?? null, on, daysBack, world ?? null];
  const rows = await selectHints(tx, ...where, lon ?? null, lat ?? null, lonBox, latBox);
  return rows
    .map((row) => ({ row, metres: distance({ lon, lat }, row) }))
    .filter(({ row, metres }) => row.is_same_reach || (metres !== undefined && metres <= metresMax))
    .slice(0, hintsMax)
    .map(({ row, metres }) => ({
      id: row.id,
      number: row.number,
      title: row.title,
      categoryCode: row.category_code,
      reportedOn: row.reported_on,
      isSameReach: row.is_same_reach,
      ...(metres !== undefined && { metres: Math.round(metres) }),
    }));
}

/** On a plane: under a kilometre the curve of the earth is less than the error of a telephone. */
function distance(from: { lon?: number | undefined; lat?: number | undefined }, to: { lon: number | null; lat: number | null }) {
  if (from.lon === undefined || from.lat === undefined || to.lon === null || to.lat === null) return undefined;
  const east = (to.lon - from.lon) * Math.cos(radians((from.lat + to.lat) / 2));
  return Math.hypot(east, to.lat - from.lat) * metresPerDegree;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
