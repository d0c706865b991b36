import { derivedId } from '@xiezhi/aggregate';
import { Refusal } from '@xiezhi/decider';
import { follow, followOrRefuse, foreseen, type HandOffDriver, type StageChart, type TakenStep } from '@xiezhi/stage-chart';
import type { CaseFileCommand, CaseFileEvent, OpenedFile, Referral } from './case-file.decider.ts';

type CommandOf<Type extends CaseFileCommand['type']> = CaseFileCommand & { type: Type };

/**
 * Asks for a hand-off of the file. Only a decided file goes on: until then the way back is a return, and one file never is on both
 * ways at once. It goes on from the stages where its chart foresees that it is accepted elsewhere; a hand-off that only shares it may
 * be asked for as long as the file lives, since it moves nothing.
 */
export function refer(chart: StageChart, command: CommandOf<'ReferCaseFile'>, file: OpenedFile): CaseFileEvent[] {
  const { isShare, on } = command;
  if (file.status === 'returned') throw new Refusal('CASE_FILE_RETURNED');
  if (isShare) return share(command, file);
  if (file.status === 'handed-over') throw new Refusal('CASE_FILE_HANDED_OVER');
  if (file.status === 'handing-over') {
    if (isSameReferral(command, file.referral)) return [];
    throw new Refusal('MATTER_ALREADY_HANDED_OVER');
  }
  if (!file.isDecided) throw new Refusal('CASE_FILE_NOT_DECIDED');
  if (command.receiver === file.agency) throw new Refusal('RECEIVER_IS_SENDER');
  followOrRefuse(chart, file.road, 'hand-off-accepted', on);
  return [{ type: 'CaseFileHandOffRequested', handOffId: nextHandOff(command, file), ...wordsOf(command) }];
}

function share(command: CommandOf<'ReferCaseFile'>, file: OpenedFile): CaseFileEvent[] {
  if (command.receiver === file.agency) throw new Refusal('RECEIVER_IS_SENDER');
  if (file.shared !== undefined && isSameReferral(command, file.shared)) return [];
  return [{ type: 'CaseFileHandOffRequested', handOffId: nextHandOff(command, file), ...wordsOf(command), isShare: true }];
}

/** Deterministic, so that the service which opens the hand-off opens one, however often it is asked. */
const nextHandOff = ({ id }: { id: string }, { referrals }: OpenedFile): string => derivedId(id, `case-file/hand-off/${referrals + 1}`);

function wordsOf(command: CommandOf<'ReferCaseFile'>): Omit<Referral, 'handOffId'> {
  const { account, receiver, routeId, purpose, legalBasis, facts, materials } = command;
  const added = { ...(facts !== undefined && { facts }), ...(materials !== undefined && { materials }) };
  return { account, receiver, routeId, purpose, legalBasis, ...added };
}

/** Materials are named by their digests. */
function isSameReferral(said: Omit<Referral, 'handOffId'>, known: Referral): boolean {
  const words = ['account', 'receiver', 'routeId', 'purpose', 'legalBasis', 'facts'] as const;
  const digests = ({ materials = [] }: Pick<Referral, 'materials'>) => materials.map(({ sha256 }) => sha256).join();
  return words.every((word) => said[word] === known[word]) && digests(said) === digests(known);
}

/**
 * What became of the file's hand-off. Ownership has moved, or stayed, before this file hears of it: nothing is refused, and a stage that
 * the chart does not foresee from here is a deviation. Events about forwarded hand-offs come in any order, so each names its own.
 */
export function followHandOff(chart: StageChart, command: CommandOf<'FollowHandOff'>, file: OpenedFile): CaseFileEvent[] {
  const { fate } = command;
  if (file.ended.includes(fate.handOffId)) return [];
  switch (fate.outcome) {
    case 'forwarded':
      return passOn(fate, file);
    case 'sent':
    case 'received':
      return onTheWay(chart, command, `hand-off-${fate.outcome}`, file);
    case 'accepted':
      if (file.status === 'handed-over') return [];
      return [{ type: 'CaseFileHandOffEnded', handOffId: fate.handOffId, outcome: fate.outcome, step: handingOver(chart, command, file) }];
    case 'refused':
    case 'recalled':
    case 'returned':
      if (!isGoneBy(fate.handOffId, file)) return [];
      return [{ type: 'CaseFileHandOffEnded', handOffId: fate.handOffId, outcome: fate.outcome, step: comingBack(chart, command, file) }];
  }
}

function passOn(fate: { handOffId: string; successor: string; nextReceiver: string }, file: OpenedFile): CaseFileEvent[] {
  if (file.status !== 'handing-over' || file.referral.handOffId !== fate.handOffId) return [];
  return [{ type: 'CaseFileHandOffPassedOn', handOffId: fate.handOffId, successor: fate.successor, receiver: fate.nextReceiver }];
}

/** A refusal, recall or return says something new only about a file that is on its way, or gone by that very hand-off. */
const isGoneBy = (handOffId: string, file: OpenedFile): boolean =>
  file.status === 'handing-over' || (file.status === 'handed-over' && file.byHandOff === handOffId);

/** A chart may have a stage for a file on its way, such as 已移送 from the moment the letter is signed; others have none. */
function onTheWay(chart: StageChart, { on }: CommandOf<'FollowHandOff'>, driver: HandOffDriver, file: OpenedFile): CaseFileEvent[] {
  if (foreseen(chart, file.road, driver) === undefined) return [];
  return [{ type: 'CaseFileStepTaken', step: follow(chart, file.road, driver, on), isDecision: false }];
}

const handingOver = (chart: StageChart, { on }: CommandOf<'FollowHandOff'>, file: OpenedFile): TakenStep =>
  follow(chart, file.road, 'hand-off-accepted', on);

/** A file that was given back stands where it stood; one that never left has not moved. */
function comingBack(chart: StageChart, { on, fate }: CommandOf<'FollowHandOff'>, file: OpenedFile): TakenStep | undefined {
  // A chart may say where a file comes back to: that it came back is then a step of its road.
  if (fate.outcome !== 'forwarded' && foreseen(chart, file.road, `hand-off-${fate.outcome}`) !== undefined)
    return follow(chart, file.road, `hand-off-${fate.outcome}`, on);
  const last = file.road.taken.at(-1);
  if (file.status !== 'handed-over' || last === undefined || last.from === last.to) return undefined;
  return { transition: 'given-back', from: last.to, to: last.from, on, fields: {} };
}
