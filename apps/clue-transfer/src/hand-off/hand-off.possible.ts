import { type Action, actionsOf, type Caller, errorCatalogue } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Approval, HandOffVerb, Writing } from './hand-off.commands.ts';
import { handOffDecider } from './hand-off.decider.ts';
import type { PossibleVerb } from './hand-off.requests.ts';
import { type ExistingHandOff, type FrozenPackage, isUnsent } from './hand-off.state.ts';
import type { KnownParty, KnownRoute } from './route.ts';

/** A verb as an officer would say it now, with content that cannot fail and was not said before. */
interface Probe {
  action: Action;
  command: HandOffVerb;
}

/**
 * What this caller can do with the hand-off now, and why the rest is not possible: each verb is simply decided on the state as it
 * is, so that no second opinion on the rules can differ from the first.
 */
export function possibleVerbs(
  handOff: ExistingHandOff,
  caller: Pick<Caller, 'agency' | 'account' | 'roles'>,
  known: { approval: Omit<Approval, 'expectedSha256'>; at: string },
): PossibleVerb[] {
  return Object.entries(probes(handOff, caller, known)).map(([verb, { action, command }]) => {
    const refusal = whyNot(handOff, command) ?? (mayAsk(caller, action) ? undefined : new Refusal('ACTION_NOT_PERMITTED'));
    if (refusal === undefined) return { verb, isPossible: true };
    const { code, detail } = refusal;
    const { title, advice } = errorCatalogue[code];
    return { verb, isPossible: false, code, title, advice, ...(detail !== undefined && { detail }) };
  });
}

function whyNot(handOff: ExistingHandOff, command: HandOffVerb): Refusal | undefined {
  try {
    return handOffDecider.decide(command, handOff).length === 0 ? new Refusal('HAND_OFF_STEP_ALREADY_TAKEN') : undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function mayAsk({ roles }: Pick<Caller, 'roles'>, action: Action): boolean {
  return roles.some((role) => actionsOf[role].includes(action));
}

function probes(
  handOff: ExistingHandOff,
  { agency: by, account, roles }: Pick<Caller, 'agency' | 'account' | 'roles'>,
  { approval, at }: { approval: Omit<Approval, 'expectedSha256'>; at: string },
): Record<string, Probe> {
  const actor = { by, account };
  const unsaid = '（尚未填写）';
  const { package: frozen, on } = approval;
  const basedOn = isUnsent(handOff) ? '' : handOff.package.sha256;
  const forwarding = { successor: handOff.matterId, forwarder: anybody, sender: anybody, receiver: anybody, route: anyWay(handOff), on };
  return {
    revise: { action: 'hand-off:draft', command: { type: 'ReviseHandOff', ...actor, ...otherwise(handOff, by, on) } },
    submit: { action: 'hand-off:submit', command: { type: 'SubmitHandOff', package: frozen, ...actor } },
    'send-back': { action: 'hand-off:approve', command: { type: 'SendBackHandOff', roles, remark: unsaid, ...actor } },
    approve: { action: 'hand-off:approve', command: { type: 'ApproveHandOff', ...approval, ...actor } },
    receive: { action: 'hand-off:receive', command: { type: 'ReceiveHandOff', at, ...actor } },
    'request-supplement': {
      action: 'hand-off:answer',
      command: { type: 'RequestSupplement', at, items: [unsaid], reason: unsaid, ...actor },
    },
    supplement: {
      action: 'hand-off:supplement',
      command: { type: 'SupplementHandOff', outcome: 'supplied', materials: [], package: frozen ?? noPackage, basedOn, ...actor },
    },
    accept: { action: 'hand-off:answer', command: { type: 'AcceptHandOff', ...actor } },
    refuse: { action: 'hand-off:answer', command: { type: 'RefuseHandOff', reasonCode: 'NOT_COMPETENT', reason: unsaid, ...actor } },
    forward: {
      action: 'hand-off:answer',
      command: { type: 'ForwardHandOff', ...forwarding, reason: unsaid, materials: [], ...actor },
    },
    recall: { action: 'hand-off:recall', command: { type: 'RecallHandOff', reason: unsaid, ...actor } },
    'consent-recall': { action: 'hand-off:answer', command: { type: 'ConsentToRecall', ...actor } },
    'decline-recall': { action: 'hand-off:answer', command: { type: 'DeclineRecall', reason: unsaid, ...actor } },
  };
}

const anybody: KnownParty = { id: 'anybody', kind: 'any', level: 'any', division: 'any' };
const noPackage: FrozenPackage = { text: '', sha256: '', sm3: '', materialKinds: [], materialCount: 0 };

/** A route that fits: whether the officer will name one that does shows when it is named. */
function anyWay({ kind, matterKind, verbs, signingChain }: ExistingHandOff): KnownRoute {
  const terms = { kind, matterKind, verbs, signingChain, requiredMaterial: [], requiredHistory: [], sourceCodes: [] };
  return { ...terms, slug: 'any', fromKind: 'any', toKind: 'any', relation: 'any', validFrom: '0000-01-01' };
}

function otherwise(handOff: ExistingHandOff, by: string, on: string): Writing {
  const { matterKind, matterId, familyId, title, sourceCode, history } = handOff;
  const matter = { matterKind, matterId, familyId, title, sourceCode, history, owner: by, content: {}, materials: [] };
  const sender = { ...anybody, id: by };
  return { matter, sender, receiver: anybody, route: anyWay(handOff), on, purpose: '', legalBasis: '' };
}
