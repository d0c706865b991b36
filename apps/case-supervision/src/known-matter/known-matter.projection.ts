import {
  CaseFileOpenedV1,
  ClueRegisteredV1,
  type EventMeta,
  HandOffSentV1,
  type MatterKind,
  ProblemReportedV1,
  ProblemStageEnteredV1,
} from '@xiezhi/contracts';
import { projection, when } from '@xiezhi/messaging';
import { type Queryable, statement } from '@xiezhi/postgres';

/**
 * Events come in any order and add parties; a party that once was is never taken away: it may still have to answer for its part. Nor is a
 * version or mechanism unlearnt by an event that does not say it.
 */
const upsert = statement(
  'known_matter.upsert',
  `insert into case_supervision.known_matter as known (matter_id, matter_kind, family_id, world, title, parties, pack_version, mechanism)
   values ($1, $2, $3, $4, $5, $6::uuid[], $7, $8)
   on conflict (matter_id) do update set title = excluded.title,
     pack_version = coalesce(excluded.pack_version, known.pack_version), mechanism = coalesce(excluded.mechanism, known.mechanism),
     parties = (select array_agg(distinct party order by party) from unnest(known.parties || excluded.parties) as party)`,
);

interface Told {
  matterKind: MatterKind;
  matterId: string;
  title: string;
  /** Version it was born under and keeps. */
  packVersion?: string;
  /** Of the way it was handed over. A clue has no version of its own: the one in force judges it, as it does its hand-offs' clocks. */
  mechanism?: string | undefined;
}

async function learn(tx: Queryable, told: Told, { familyId, world, parties }: EventMeta): Promise<void> {
  const { matterKind, matterId, title, packVersion, mechanism } = told;
  await upsert(tx, matterId, matterKind, familyId, world ?? null, title, parties, packVersion ?? null, mechanism ?? null);
}

/** Folds what the matters' own services tell into who is party to what. */
export const knownMatters = projection([
  when(ClueRegisteredV1, (tx, { data: { clueId, title }, meta }) => learn(tx, { matterKind: 'clue', matterId: clueId, title }, meta)),
  when(ProblemReportedV1, (tx, { data: { problemId, title }, meta }) =>
    learn(tx, { matterKind: 'problem', matterId: problemId, title }, meta),
  ),
  when(ProblemStageEnteredV1, (tx, { data: { problemId, title, packVersion }, meta }) =>
    learn(tx, { matterKind: 'problem', matterId: problemId, title, packVersion }, meta),
  ),
  when(HandOffSentV1, (tx, { data, meta }) => learn(tx, data, meta)),
  when(CaseFileOpenedV1, async (tx, { data: { caseFileId, title, packVersion }, meta }) => {
    await learn(tx, { matterKind: 'case-file', matterId: caseFileId, title, packVersion }, meta);
  }),
]);
