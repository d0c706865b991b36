import type { handOffs } from '@xiezhi/clue-transfer/hand-off';
import type { Pool, PoolClient } from 'pg';

type HandOffEvent = Parameters<typeof handOffs.announce>[1];

export const harbour = '01920000-0000-7000-8000-00000000aa01';
export const customs = '01920000-0000-7000-8000-00000000aa02';

/** Who accepts them. */
export const caller = {
  account: 'customs.intake',
  post: 'customs.intake',
  agency: customs,
  agencyName: 'customs',
  roles: ['intake' as const],
  strength: 'password' as const,
};

/** The n-th hand-off of the bench, as SQL and as text: both sides of a comparison accept the same streams. */
export const handOffIdOf = (n: number): string => `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const handOffIdSql = (n: string): string => `('01920000-0000-7000-8000-' || lpad((${n})::text, 12, '0'))::uuid`;

type EventOf<Type extends HandOffEvent['type']> = HandOffEvent & { type: Type };

const draft: EventOf<'HandOffDrafted'>['draft'] = {
  matterKind: 'clue',
  matterId: '01920000-0000-7000-8000-0000000000c1',
  familyId: '01920000-0000-7000-8000-0000000000c1',
  title: '排水口异常排水',
  sourceCode: 'S18',
  history: {},
  sender: harbour,
  receiver: customs,
  kind: 'owning',
  routeId: 'clue-from-public',
  verbs: { refuse: 'with-reason', return: 'by-consent', forward: 'to-competent', recall: 'before-received' },
  requiredMaterial: ['AUDIOVISUAL'],
  signingChain: ['approver'],
  purpose: '请依法对线索进行评估，并反馈办理结果。',
  legalBasis: '《人民检察院公益诉讼办案规则》第二十四条',
};
const frozen = {
  text: `{"format":"xiezhi.package.v1","fill":"${'x'.repeat(900)}"}`,
  sha256: 'a'.repeat(64),
  sm3: 'b'.repeat(64),
  materialKinds: ['AUDIOVISUAL'],
  materialCount: 1,
};
const drafter = 'harbour.intake';
const sending = {
  draft,
  drafters: [drafter],
  signatures: [{ account: 'harbour.approver', role: 'approver' as const }],
  package: frozen,
  bounces: 0,
  isNamed: false,
};

/** What was deliberated before sending is the sender's alone; what the receiver reads begins with the sending. */
const facts: (HandOffEvent & { parties: string[] })[] = [
  { type: 'HandOffDrafted', account: drafter, draft, parties: [harbour] },
  { type: 'HandOffSubmitted', account: drafter, packageSha256: frozen.sha256, parties: [harbour] },
  { type: 'HandOffSent', ...sending, parties: [harbour, customs] },
  { type: 'HandOffReceived', account: 'customs.liaison', at: '2026-10-13T01:05:00.000Z', parties: [harbour, customs] },
];

/**
 * Puts `count` hand-offs into the store in the state RECEIVED, each with its four facts, a clue and a family of its own. Written as
 * the administrator, by the rows that `append` would have written, but that nothing was announced yet: what the bench measures is the
 * acceptance, and a consumer that never saw its predecessors would rightly park it.
 */
export async function seedReceivedHandOffs(admin: Pool | PoolClient, from: number, count: number): Promise<void> {
  const id = handOffIdSql('n');
  const parties = `array['${harbour}', '${customs}']::uuid[]`;
  const range = `generate_series(${from}, ${from + count - 1}) as n`;
  await admin.query(
    `insert into clue_transfer.stream (aggregate, stream_id, version, announced, prev, family_id, parties)
     select 'hand-off', ${id}, ${facts.length}, 0, repeat('0', 64), ${id}, ${parties} from ${range}`,
  );
  const rows = facts.map(({ type, parties: seenBy, ...data }, index) => ({ version: index + 1, type, data, seenBy }));
  await admin.query({
    text: `insert into clue_transfer.fact (aggregate, stream_id, version, type, data, meta, recorded_at, parties)
     select 'hand-off', ${id}, f.version, f.type,
       case when f.data ? 'draft'
         then jsonb_set(jsonb_set(f.data, '{draft,matterId}', to_jsonb(${id})), '{draft,familyId}', to_jsonb(${id})) else f.data end,
       '{}', now(), f."seenBy"
     from ${range}, jsonb_to_recordset($1::jsonb) as f(version int, type text, data jsonb, "seenBy" uuid[])`,
    values: [JSON.stringify(rows)],
  });
  await admin.query(
    `insert into clue_transfer.claim (key, aggregate, stream_id) select 'owning-hand-off/' || ${id}, 'hand-off', ${id} from ${range}`,
  );
}

/** What a database has done some time after so much was written. */
export async function vacuum(admin: Pool): Promise<void> {
  await admin.query('vacuum analyze clue_transfer.stream, clue_transfer.fact, clue_transfer.claim');
}
