import { join } from 'node:path';
import { handle } from '@xiezhi/aggregate';
import { onCharts } from '@xiezhi/clue-transfer/charts';
import { clues } from '@xiezhi/clue-transfer/clue';
import { handOffs } from '@xiezhi/clue-transfer/hand-off';
import { onItsWay } from '@xiezhi/clue-transfer/on-its-way';
import type { Role } from '@xiezhi/contracts';
import { type Act, PgEventStore } from '@xiezhi/event-store';
import { chartBookOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { asAgency } from '@xiezhi/postgres';
import type { Pool } from 'pg';
import { repository } from './run-record.ts';
import { customs, harbour } from './received-hand-offs.ts';

type HandOffCommand = Parameters<typeof handOffs.decide>[0];
type DraftHandOff = HandOffCommand & { type: 'DraftHandOff' };
type Frozen = NonNullable<(HandOffCommand & { type: 'SubmitHandOff' })['package']>;

const pack = join(repository, 'packs', 'river-chief-procurator');

export const clueIdOf = (n: number): string => `01920000-0000-7000-9000-${String(n).padStart(12, '0')}`;
export const clueIdSql = (n: string): string => `('01920000-0000-7000-9000-' || lpad((${n})::text, 12, '0'))`;

const officer = (agency: string, agencyName: string, role: Role) => {
  const account = `${agencyName}.${role}`;
  return { account, post: account, agency, agencyName, roles: [role], strength: 'password' as const };
};
const [intake, approver] = [officer(harbour, 'harbour', 'intake'), officer(harbour, 'harbour', 'approver')];
const [liaison, desk] = [officer(customs, 'customs', 'liaison'), officer(customs, 'customs', 'intake')];

const on = '2026-10-12';
const party = (id: string, kind: string) => ({ id, kind, level: 'county', division: '330523' });
const route: NonNullable<DraftHandOff['route']> = {
  slug: 'clue-from-public',
  kind: 'owning',
  matterKind: 'clue',
  fromKind: 'RCO',
  toKind: 'PRO',
  relation: 'same-division',
  sourceCodes: ['S18'],
  verbs: { refuse: 'with-reason', return: 'by-consent', forward: 'to-competent', recall: 'before-received' },
  requiredMaterial: ['AUDIOVISUAL'],
  requiredHistory: [],
  signingChain: ['approver'],
  validFrom: '2026-01-01',
};
const frozen: Frozen = {
  text: `{"format":"xiezhi.package.v1","fill":"${'x'.repeat(900)}"}`,
  sha256: 'a'.repeat(64),
  sm3: 'b'.repeat(64),
  materialKinds: ['AUDIOVISUAL'],
  materialCount: 1,
};
const photo = { name: '照片', kind: 'AUDIOVISUAL' as const, mediaType: 'image/jpeg', bytes: 12, sha256: 'c'.repeat(64) };
const content = {
  title: '排水口异常排水',
  description: '雨后两小时排水口仍有深色水流出，有异味，下游约二百米水面可见油膜。',
  sourceCode: 'S18',
  domainCode: 'WATER',
  divisionCode: '330523',
  place: '浮桥东侧',
  foundAt: '2026-10-11T08:30:00+08:00',
};

/**
 * The commands of one hand-off from the registered clue to its acceptance, through `handle` as the doors call it: each under a key
 * of its own, the signature with the clue set on its way in the same transaction. What the doors look up beforehand is given, and the
 * letter takes no number (that has a figure of its own).
 */
export function wholeHandOff(pool: Pool): (handOffId: string, clueId: string) => Promise<void> {
  const store = new PgEventStore(pool, 'clue-transfer');
  const { matterStreams } = onCharts(chartBookOf([readMechanismPack(pack)]));
  return async (handOffId, clueId) => {
    const act = (caller: ReturnType<typeof officer>, verb: string): Act => ({
      caller,
      correlationId: handOffId,
      idempotency: { key: `${handOffId}/${verb}`, requestHash: 'd'.repeat(64) },
    });
    const by = ({ agency, account }: ReturnType<typeof officer>) => ({ by: agency, account });
    const registration = { clueId, account: intake.account, content, materials: [photo], hasReporter: false };
    await handle(
      store,
      clues,
      clueId,
      { type: 'RegisterClue', by: harbour, at: '2026-10-11T09:00:00+08:00', classification: '无', ...registration },
      act(intake, 'register'),
    );
    const writing = { on, purpose: '请依法对线索进行评估，并反馈办理结果。', legalBasis: '《人民检察院公益诉讼办案规则》第二十四条' };
    const { title, sourceCode, ...rest } = content;
    const matter = {
      matterKind: 'clue' as const,
      matterId: clueId,
      familyId: clueId,
      owner: harbour,
      title,
      sourceCode,
      history: {},
      content: rest,
      materials: [photo],
    };
    const [sender, receiver] = [party(harbour, 'RCO'), party(customs, 'PRO')];
    await handle(
      store,
      handOffs,
      handOffId,
      { type: 'DraftHandOff', ...by(intake), matter, sender, receiver, route, ...writing },
      act(intake, 'draft'),
    );
    await handle(store, handOffs, handOffId, { type: 'SubmitHandOff', package: frozen, ...by(intake) }, act(intake, 'submit'));
    const flight = { bounces: [], named: undefined };
    const signing = act(approver, 'approve');
    const approving = {
      type: 'ApproveHandOff' as const,
      roles: ['approver' as const],
      package: frozen,
      receiver,
      on,
      flight,
      ...by(approver),
    };
    await asAgency(pool, { agency: harbour }, async (tx) => {
      const within = new PgEventStore(tx, 'clue-transfer');
      const { events } = await handle(within, handOffs, handOffId, approving, signing);
      const { idempotency: _key, ...following } = signing;
      await onItsWay(matterStreams, handOffId, events)?.handle(within, following, tx);
    });
    await handle(
      store,
      handOffs,
      handOffId,
      { type: 'ReceiveHandOff', at: '2026-10-13T01:05:00.000Z', ...by(liaison) },
      act(liaison, 'receive'),
    );
    await handle(store, handOffs, handOffId, { type: 'AcceptHandOff', ...by(desk) }, act(desk, 'accept'));
  };
}

/** One command of a hand-off that was received already. @param key idempotency key, if it is to be kept */
export function acceptance(pool: Pool, key?: string): (handOffId: string) => Promise<void> {
  const store = new PgEventStore(pool, 'clue-transfer');
  return async (handOffId) => {
    const idempotency = key === undefined ? {} : { idempotency: { key, requestHash: 'd'.repeat(64) } };
    const act: Act = { caller: desk, correlationId: handOffId, ...idempotency };
    await handle(store, handOffs, handOffId, { type: 'AcceptHandOff', by: customs, account: desk.account }, act);
  };
}
