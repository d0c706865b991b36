import { Inject, Injectable } from '@nestjs/common';
import { type Caller, type FamilyId, type MatterKind } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { asAgency, statement } from '@xiezhi/postgres';
import { Database } from '@xiezhi/service';
import type { RunsUnder } from '../supervision/ladders.ts';

interface Row {
  family_id: string;
  world: string | null;
  title: string;
  pack_version: string | null;
  mechanism: string | null;
}
const find = statement<Row & Record<string, unknown>>(
  'known_matter.find',
  `select family_id, world, title, pack_version, mechanism from case_supervision.known_matter where matter_id = $1 and matter_kind = $2`,
);

export interface KnownMatter {
  matterKind: MatterKind;
  matterId: string;
  familyId: FamilyId;
  world: string | undefined;
  title: string;
  /** The version it keeps, or the mechanism it was last handed over by; neither: not heard of, the mechanism of the services is meant. */
  runsUnder: RunsUnder;
}

/** Matters as their parties may see them: the database decides, and to anybody else there is none. */
@Injectable()
export class KnownMatters {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @throws Refusal MATTER_NOT_FOUND when the caller's agency is no party to it, WORLD_MISMATCH when it acts in another world */
  async matter(matterKind: MatterKind, matterId: string, { agency, world }: Caller): Promise<KnownMatter> {
    const [row] = await asAgency(this.database.app, { agency }, (tx) => find(tx, matterId, matterKind));
    if (row === undefined) throw new Refusal('MATTER_NOT_FOUND');
    if ((row.world ?? undefined) !== world?.id) throw new Refusal('WORLD_MISMATCH');
    const runsUnder: RunsUnder = {
      ...(row.pack_version !== null && { packVersion: row.pack_version }),
      ...(row.mechanism !== null && { mechanism: row.mechanism }),
    };
    return { matterKind, matterId, familyId: row.family_id, world: row.world ?? undefined, title: row.title, runsUnder };
  }
}
