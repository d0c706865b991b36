import { type ErrorCode, errorCatalogue } from '@xiezhi/contracts';
import { isSameContent, Refusal } from '@xiezhi/decider';
import type { CommandOf, Writing } from './hand-off.commands.ts';
import type { ExistingHandOff, FrozenPackage, HandOff, HandOffDraft, HandOffEvent } from './hand-off.state.ts';
import { onlyTheSender } from './parties.ts';
import { type KnownRoute, refuseMissingMaterial, routeFor, standing, type Terms, termsOf } from './route.ts';

export function draftHandOff(command: CommandOf<'DraftHandOff'>, handOff: HandOff): HandOffEvent[] {
  if (handOff.status === 'undrafted')
    return [{ type: 'HandOffDrafted', account: command.account, draft: writtenDraft(command, command.by) }];
  if (handOff.status === 'draft' && handOff.sender === command.by && saysTheSame(writtenDraft(command, command.by), handOff)) return [];
  throw new Refusal('HAND_OFF_ALREADY_DRAFTED');
}

export function reviseHandOff(command: CommandOf<'ReviseHandOff'>, handOff: ExistingHandOff): HandOffEvent[] {
  onlyTheSender(command, handOff);
  if (handOff.status !== 'draft') throw new Refusal('HAND_OFF_NOT_IN_DRAFT');
  // A file's hand-off says what its file asked for; another wish is another request there.
  if (handOff.requested !== undefined) throw new Refusal('HAND_OFF_FIXED_BY_FILE');
  const draft = writtenDraft(command, command.by);
  if (draft.matterId !== handOff.matterId) throw new Refusal('HAND_OFF_ALREADY_DRAFTED');
  return saysTheSame(draft, handOff) ? [] : [{ type: 'HandOffRevised', account: command.account, draft }];
}

/** Names the package by its digest: whoever signs later signs exactly this. */
export function submitHandOff(command: CommandOf<'SubmitHandOff'>, handOff: ExistingHandOff): HandOffEvent[] {
  onlyTheSender(command, handOff);
  if (handOff.status === 'pending-approval') return [];
  if (handOff.status !== 'draft') throw new Refusal('HAND_OFF_NOT_IN_DRAFT');
  const { materialKinds, sha256 } = packageFor(command);
  refuseMissingMaterial(handOff.requiredMaterial, materialKinds);
  return [{ type: 'HandOffSubmitted', account: command.account, packageSha256: sha256 }];
}

/**
 * A file's hand-off begins with the signing chain. Where there is no such way it is given up at once with the reason: the file hears
 * of it as of every end, and is not left waiting.
 */
export function openRequested(command: CommandOf<'OpenRequested'>): HandOffEvent[] {
  const { matter, by, to, routeId, account } = command;
  const unfit = whyUnfit(command);
  const terms = command.route === undefined ? { ...closed, routeId } : termsOf(command.route);
  const drafted: HandOffEvent = { type: 'HandOffDrafted', account, draft: { ...matter, sender: by, receiver: to, ...terms } };
  if (unfit === undefined) return [drafted, { type: 'HandOffSubmitted', account, packageSha256: command.package.sha256 }];
  return [drafted, { type: 'HandOffRecalled', account, reason: errorCatalogue[unfit].title, basis: 'draft-given-up' }];
}

function whyUnfit({ matter, sender, route, ...command }: CommandOf<'OpenRequested'>): ErrorCode | undefined {
  try {
    const receiver = standing(command.receiver, command.on);
    if (sender === undefined) return 'RECEIVER_UNKNOWN';
    if (receiver.id === sender.id) return 'RECEIVER_IS_SENDER';
    routeFor(route, command.on, matter, [sender], receiver);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** Of a route that does not exist nothing is permitted. */
const closed: Omit<Terms, 'routeId'> = {
  kind: 'owning',
  verbs: { refuse: 'never', return: 'never', forward: 'never', recall: 'never' },
  requiredMaterial: [],
  signingChain: ['approver'],
};

/** Nothing to freeze: the matter is not there for whoever asks. */
export function packageFor(command: { package: FrozenPackage | undefined }): FrozenPackage {
  if (command.package === undefined) throw new Refusal('HAND_OFF_NOT_FOUND');
  return command.package;
}

function writtenDraft(
  { matter, sender, receiver: named, route: asked, on, purpose, legalBasis, parts, urgent }: Writing,
  by: string,
): HandOffDraft {
  // Whether a file may go on is its own to say; it asks, and the draft follows.
  if (matter.matterKind === 'case-file') throw new Refusal('HAND_OFF_ASKED_BY_FILE');
  if (matter.owner !== by) throw new Refusal('MATTER_NOT_OWNED');
  const receiver = standing(named, on);
  if (sender === undefined) throw new Refusal('RECEIVER_UNKNOWN');
  if (receiver.id === sender.id) throw new Refusal('RECEIVER_IS_SENDER');
  const route = routeFor(asked, on, matter, [sender], receiver);
  refuseParts(matter, parts, route.kind);
  const { matterKind, matterId, familyId, title, sourceCode, history, world } = matter;
  const optional = {
    ...(sourceCode !== undefined && { sourceCode }),
    ...(parts !== undefined && { parts }),
    ...(urgent !== undefined && { urgent }),
    ...(world !== undefined && { world }),
  };
  const parties = { sender: sender.id, receiver: receiver.id };
  return { matterKind, matterId, familyId, title, history, ...parties, ...termsOf(route), purpose, legalBasis, ...optional };
}

function refuseParts(matter: Writing['matter'], parts: Writing['parts'], kind: KnownRoute['kind']): void {
  if (parts === undefined) return;
  // Whoever is assigned a problem reads all of it (DOMAIN 2.2): a partial package would promise what its page does not keep.
  if (matter.matterKind === 'problem' && kind === 'owning') throw new Refusal('ASSIGNMENT_IS_WHOLE');
  const known = [...Object.keys(matter.content), ...matter.materials.map(({ sha256 }) => sha256)];
  const unknown = [...parts.content, ...parts.materials].filter((part) => !known.includes(part));
  if (unknown.length > 0) throw new Refusal('PART_UNKNOWN', { unknown: unknown.join(',') });
}

function saysTheSame(draft: HandOffDraft, handOff: ExistingHandOff & { status: 'draft' }): boolean {
  const { status: _, drafters: _drafters, remark: _remark, ...standingDraft } = handOff;
  return isSameContent(draft, standingDraft);
}
