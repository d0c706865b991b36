import type { DraftedMatter, FrozenPackage, HandOffCommand, HandOffEvent, KnownParty, KnownRoute } from './hand-off.decider.ts';

// Sample facts and commands for specs and the generated table. Agencies have names, not numbers.
export const harbour: KnownParty = { id: '01920000-0000-7000-8000-00000000aa01', kind: 'RCO', level: 'county', division: '330523' };
export const customs: KnownParty = { id: '01920000-0000-7000-8000-00000000aa02', kind: 'PRO', level: 'county', division: '330523' };
export const police: KnownParty = { id: '01920000-0000-7000-8000-00000000aa03', kind: 'POL', level: 'county', division: '330523' };

export const route: KnownRoute = {
  slug: 'volunteer-clue',
  kind: 'owning',
  fromKind: 'RCO',
  toKind: 'PRO',
  relation: 'same-division',
  sourceCodes: ['S18'],
  verbs: { refuse: 'with-reason' },
  requiredMaterial: ['AUDIOVISUAL'],
  requiredHistory: [],
  signingChain: ['approver'],
  validFrom: '2026-01-01',
};

export const matter: DraftedMatter = {
  matterKind: 'clue',
  matterId: '01920000-0000-7000-8000-0000000000c1',
  familyId: '01920000-0000-7000-8000-0000000000c1',
  owner: harbour.id,
  title: '排水口异常排水',
  sourceCode: 'S18',
};

export const frozen: FrozenPackage = {
  text: '{}',
  sha256: 'a'.repeat(64),
  sm3: 'b'.repeat(64),
  materialKinds: ['AUDIOVISUAL'],
  materialCount: 1,
};

export const draft: HandOffCommand & { type: 'DraftHandOff' } = {
  type: 'DraftHandOff',
  by: harbour.id,
  account: 'harbour.intake',
  matter,
  sender: harbour,
  receiver: customs,
  route,
  on: '2026-10-12',
  purpose: '请依法评估',
  legalBasis: '协作机制第五条',
};

export const refusal = { reasonCode: 'NOT_COMPETENT', reason: '不属于本院管辖' };

const drafted: HandOffEvent = {
  type: 'HandOffDrafted',
  account: 'harbour.intake',
  draft: {
    kind: route.kind,
    matterKind: matter.matterKind,
    matterId: matter.matterId,
    familyId: matter.familyId,
    title: matter.title,
    sourceCode: matter.sourceCode,
    sender: harbour.id,
    receiver: customs.id,
    routeId: route.slug,
    verbs: route.verbs,
    requiredMaterial: route.requiredMaterial,
    signingChain: route.signingChain,
    purpose: draft.purpose,
    legalBasis: draft.legalBasis,
    world: undefined,
  },
};
const submitted: HandOffEvent = { type: 'HandOffSubmitted', account: 'harbour.intake' };
const sent: HandOffEvent = { type: 'HandOffSent', account: 'harbour.approver', package: frozen };
const received: HandOffEvent = { type: 'HandOffReceived', account: 'customs.liaison' };
const accepted: HandOffEvent = { type: 'HandOffAccepted', account: 'customs.intake' };
const refused: HandOffEvent = { type: 'HandOffRefused', account: 'customs.intake', ...refusal };
export const facts = { drafted, submitted, sent, received, accepted, refused };

const byHarbour = { by: harbour.id, account: 'harbour.intake' };
const byApprover = { by: harbour.id, account: 'harbour.approver' };
const byCustoms = { by: customs.id, account: 'customs.intake' };
export const commands = {
  draft,
  submit: { type: 'SubmitHandOff', package: frozen, ...byHarbour },
  approve: { type: 'ApproveHandOff', package: frozen, ...byApprover },
  receive: { type: 'ReceiveHandOff', ...byCustoms },
  accept: { type: 'AcceptHandOff', ...byCustoms },
  refuse: { type: 'RefuseHandOff', ...refusal, ...byCustoms },
} as const satisfies Record<string, HandOffCommand>;
