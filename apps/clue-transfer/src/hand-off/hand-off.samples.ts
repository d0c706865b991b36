import { heldBy } from '../matter/flight.ts';
import type { HandedMatter } from '../matter/matter-stream.ts';
import type { CommandOf, HandOffCommand } from './hand-off.commands.ts';
import type { FrozenPackage, HandOffDraft, HandOffEvent, SentHandOff } from './hand-off.state.ts';
import { type KnownParty, type KnownRoute, termsOf } from './route.ts';

// Sample facts and commands for specs and the generated table. Agencies have names, not numbers.
const agency = (digits: string, kind: string, division = '330523'): KnownParty => ({
  id: `01920000-0000-7000-8000-00000000aa${digits}`,
  kind,
  level: 'county',
  division,
});
export const harbour = agency('01', 'RCO');
export const customs = agency('02', 'PRO');
export const police = agency('03', 'POL');
export const lighthouse = agency('04', 'PRO', '330502');

/** Who came to an end, and who took over. */
export const abolished = { lastDay: '2026-10-11', successor: lighthouse.id, successorName: '灯塔检察院' };

export const on = '2026-10-12';
export const at = '2026-10-13T09:00:00+08:00';
export const handOffId = '01920000-0000-7000-8000-0000000000f1';
export const successor = '01920000-0000-7000-8000-0000000000f2';

export const route: KnownRoute = {
  slug: 'volunteer-clue',
  kind: 'owning',
  matterKind: 'clue',
  fromKind: 'RCO',
  toKind: 'PRO',
  relation: 'same-division',
  sourceCodes: ['S18'],
  verbs: { refuse: 'with-reason', return: 'by-consent', forward: 'to-competent', recall: 'before-received' },
  requiredMaterial: ['AUDIOVISUAL'],
  requiredHistory: [],
  signingChain: ['section-head', 'approver'],
  validFrom: '2026-01-01',
};
export const onward: KnownRoute = {
  ...route,
  slug: 'between-procuratorates',
  fromKind: 'PRO',
  relation: 'same-level',
  signingChain: ['approver'],
};

const matterId = '01920000-0000-7000-8000-0000000000c1';
export const photo = { name: '照片', kind: 'AUDIOVISUAL' as const, mediaType: 'image/jpeg', bytes: 12, sha256: 'c'.repeat(64) };
const { flight: _, ...held }: HandedMatter = {
  matterKind: 'clue',
  matterId,
  familyId: matterId,
  owner: harbour.id,
  title: '排水口异常排水',
  sourceCode: 'S18',
  history: {},
  flight: heldBy(harbour.id),
  content: { description: '水色发黑', place: '浮桥东' },
  materials: [photo],
};
export const matter = held;

export const frozen: FrozenPackage = {
  text: '{}',
  sha256: 'a'.repeat(64),
  sm3: 'b'.repeat(64),
  materialKinds: ['AUDIOVISUAL'],
  materialCount: 1,
};
export const secondVersion: FrozenPackage = {
  ...frozen,
  sha256: 'd'.repeat(64),
  materialKinds: ['AUDIOVISUAL', 'DOCUMENT'],
  materialCount: 2,
};
const report = { ...photo, name: '监测报告', kind: 'DOCUMENT' as const, sha256: 'e'.repeat(64) };

const intake = { by: harbour.id, account: 'harbour.intake' };
const head = { by: harbour.id, account: 'harbour.section-head' };
const chief = { by: harbour.id, account: 'harbour.approver' };
const desk = { by: customs.id, account: 'customs.intake' };

export const draft: CommandOf<'DraftHandOff'> = {
  type: 'DraftHandOff',
  ...intake,
  matter,
  sender: harbour,
  receiver: customs,
  route,
  on,
  purpose: '请依法评估',
  legalBasis: '协作机制第五条',
};
const approval = { package: frozen, receiver: customs, on, flight: heldBy(harbour.id) };
export const refusal = { reasonCode: 'NOT_COMPETENT', reason: '不属于本院管辖' };
const asked = { items: ['监测报告'], reason: '请补充水质监测结果' };
const wish = '拟另行处理';
const onwardTo = {
  forwarder: customs,
  sender: harbour,
  receiver: lighthouse,
  route: onward,
  on,
  reason: '应由行为地检察院管辖',
  materials: [],
};

/** Each verb by the party entitled to it. */
export const commands = {
  draft,
  revise: { ...draft, type: 'ReviseHandOff', purpose: '请依法评估并反馈' },
  submit: { type: 'SubmitHandOff', package: frozen, ...intake },
  sendBack: { type: 'SendBackHandOff', roles: ['approver', 'section-head'], remark: '请写明排口位置', ...chief },
  sign: { type: 'ApproveHandOff', roles: ['section-head'], ...approval, ...head },
  approve: { type: 'ApproveHandOff', roles: ['approver'], ...approval, ...chief },
  receive: { type: 'ReceiveHandOff', at, ...desk },
  requestSupplement: { type: 'RequestSupplement', at, ...asked, ...desk },
  supplement: {
    type: 'SupplementHandOff',
    outcome: 'supplied',
    materials: [report],
    package: secondVersion,
    basedOn: frozen.sha256,
    ...intake,
  },
  accept: { type: 'AcceptHandOff', ...desk },
  refuse: { type: 'RefuseHandOff', ...refusal, ...desk },
  forward: { type: 'ForwardHandOff', successor, ...onwardTo, ...desk },
  recall: { type: 'RecallHandOff', reason: wish, ...chief },
  consentToRecall: { type: 'ConsentToRecall', ...desk },
  declineRecall: { type: 'DeclineRecall', reason: '已着手评估', ...desk },
} as const satisfies Record<string, HandOffCommand>;

/** The same verbs with something else said. */
export const otherWords = {
  draft: { ...draft, purpose: '另有目的' },
  revise: { ...commands.revise, purpose: '再改一稿' },
  sendBack: { ...commands.sendBack, remark: '另有意见' },
  requestSupplement: { ...commands.requestSupplement, items: ['现场照片'] },
  supplement: { type: 'SupplementHandOff', outcome: 'impossible', statement: '样品已灭失', ...intake },
  refuse: { ...commands.refuse, reason: '另有理由' },
  forward: { ...commands.forward, reason: '另有理由' },
  recall: { ...commands.recall, reason: '另有考虑' },
  declineRecall: { ...commands.declineRecall, reason: '另有理由' },
} as const satisfies Record<string, HandOffCommand>;

/** What the service records because of an event. */
export const reactions = {
  lapse: { type: 'RecordLapse', dueAt: '2026-10-16T16:00:00Z' },
  return: { type: 'RecordReturn', basis: 'consent', returnedBy: customs.id, reason: '双方同意退回' },
} as const satisfies Record<string, HandOffCommand>;

const { matterKind, familyId, title, sourceCode, history } = matter;
export const draftSaid: HandOffDraft = {
  matterKind,
  matterId,
  familyId,
  title,
  history,
  sender: harbour.id,
  receiver: customs.id,
  ...termsOf(route),
  purpose: draft.purpose,
  legalBasis: draft.legalBasis,
  sourceCode,
};

const drafted: HandOffEvent & { type: 'HandOffDrafted' } = { type: 'HandOffDrafted', account: intake.account, draft: draftSaid };
const urgentlyDrafted: HandOffEvent = { ...drafted, draft: { ...draftSaid, urgent: { reason: '下游为饮用水取水口' } } };
const revised: HandOffEvent = {
  type: 'HandOffRevised',
  account: intake.account,
  draft: { ...draftSaid, purpose: commands.revise.purpose },
};
const submitted: HandOffEvent = { type: 'HandOffSubmitted', account: intake.account, packageSha256: frozen.sha256 };
const sentBack: HandOffEvent = { type: 'HandOffSentBack', account: chief.account, remark: commands.sendBack.remark };
const headSigned = { account: head.account, role: 'section-head' } as const;
const signed: HandOffEvent = { type: 'HandOffSigned', packageSha256: frozen.sha256, ...headSigned };
export const sent: HandOffEvent & { type: 'HandOffSent' } = {
  type: 'HandOffSent',
  draft: draftSaid,
  drafters: [intake.account],
  signatures: [headSigned, { account: chief.account, role: 'approver' }],
  package: frozen,
  bounces: 0,
  isNamed: false,
};
const received: HandOffEvent = { type: 'HandOffReceived', account: desk.account, at };
const supplementRequested: HandOffEvent = { type: 'SupplementRequested', account: desk.account, round: 1, ...asked, at };
const supplied = { outcome: 'supplied', materials: [report], package: secondVersion } as const;
const supplemented: HandOffEvent = { type: 'HandOffSupplemented', account: intake.account, round: 1, ...supplied, materials: [report] };
const lapsed: HandOffEvent = { type: 'SupplementLapsed', round: 1 };
const accepted: HandOffEvent = { type: 'HandOffAccepted', account: desk.account };
const refused: HandOffEvent = { type: 'HandOffRefused', account: desk.account, ...refusal };
const nextLeg = { successor, receiver: lighthouse.id, terms: termsOf(onward), reason: onwardTo.reason, materials: [] };
const forwarded: HandOffEvent = { type: 'HandOffForwarded', account: desk.account, ...nextLeg };
const recallRequested: HandOffEvent = { type: 'RecallRequested', account: chief.account, reason: wish };
const recallDeclined: HandOffEvent = { type: 'RecallDeclined', account: desk.account, reason: commands.declineRecall.reason };
const givenUp: HandOffEvent = { type: 'HandOffRecalled', account: chief.account, reason: wish, basis: 'draft-given-up' };
const recalled: HandOffEvent = { type: 'HandOffRecalled', account: chief.account, reason: wish, basis: 'before-receipt' };
const consented: HandOffEvent = { type: 'HandOffRecalled', account: desk.account, reason: wish, basis: 'consent' };
const returned: HandOffEvent = { type: 'HandOffReturned', basis: 'consent', returnedBy: customs.id, reason: reactions.return.reason };
export const facts = {
  drafted,
  revised,
  submitted,
  sentBack,
  signed,
  sent,
  received,
  supplementRequested,
  supplemented,
  lapsed,
  accepted,
  refused,
  forwarded,
  recallRequested,
  recallDeclined,
  givenUp,
  recalled,
  consented,
  returned,
};

const pending = [drafted, submitted];
const underWay = [...pending, signed, sent];
const inHand = [...underWay, received];

/** The facts that lead to each state, marks of a state counted as states of their own. */
export const states = {
  undrafted: [],
  'draft 起草': [drafted],
  'urgent draft 紧急起草': [urgentlyDrafted],
  'revised 已修改': [drafted, revised],
  'sent back 退回修改': [...pending, sentBack],
  'pending-approval 待审批': pending,
  'half signed 已签一级': [...pending, signed],
  'given up 草稿已撤': [...pending, givenUp],
  'sent 已移送': underWay,
  'received 已签收': inHand,
  'named receiver 指定接收': [...pending, signed, { ...sent, bounces: 3, isNamed: true }, received],
  'recall requested 请求撤回': [...inHand, recallRequested],
  'recall declined 不同意撤回': [...inHand, recallRequested, recallDeclined],
  'supplement 待补正': [...inHand, supplementRequested],
  'lapsed 补正期满': [...inHand, supplementRequested, lapsed],
  'supplemented 已补正': [...inHand, supplementRequested, supplemented],
  'accepted 已受理': [...inHand, accepted],
  'refused 不予受理': [...inHand, refused],
  'forwarded 已转送': [...inHand, forwarded],
  'recalled 已撤回': [...underWay, recalled],
  'recalled by consent 同意撤回': [...inHand, recallRequested, consented],
  'returned 已退回': [...inHand, accepted, returned],
} satisfies Record<string, HandOffEvent[]>;

/** A forwarded hand-off, as a successor is opened from. */
export type Forwarded = SentHandOff & { status: 'forwarded' };
