import { Refusal } from '@xiezhi/decider';
import { follow, type StageChart } from '@xiezhi/stage-chart';
import { alreadyDecided } from './case-file-decision.ts';
import type { CaseFileCommand, CaseFileEvent, OpenedFile } from './case-file.decider.ts';

type CommandOf<Type extends CaseFileCommand['type']> = CaseFileCommand & { type: Type };

const hourMs = 3_600_000;

/**
 * The keeper's half of a return (DESIGN 3). It goes before the half that both sides see (file-return) in one transaction, so what is
 * refused there is undone here.
 */
export function decideReturn(
  chart: StageChart,
  command: CommandOf<'ReturnCaseFile' | 'ConsentToReturn'>,
  file: OpenedFile,
): CaseFileEvent[] {
  const { account } = command;
  if (command.type === 'ConsentToReturn') {
    if (file.status === 'returned' && file.basis === 'consent') return [];
    refuseUnreturnable(file);
    return [{ type: 'CaseFileReturned', basis: 'consent', account, step: returning(chart, command, file) }];
  }
  // Whether the words are the same is decided where they are kept, on the side that both read.
  if (file.status === 'returned' && file.account === account) return [];
  refuseUnreturnable(file);
  const { basis, reason, at } = command;
  const alone = unilateralRefusal(file, at);
  if (basis === 'unilateral' && alone !== undefined) throw new Refusal(alone);
  if (basis !== 'consent' && alone === undefined) {
    return [{ type: 'CaseFileReturned', basis: 'unilateral', account, step: returning(chart, command, file) }];
  }
  const isSaidBefore = file.asked?.account === account && file.asked.reason === reason;
  return isSaidBefore ? [] : [{ type: 'CaseFileReturnAsked', account, reason }];
}

/** Both sides agreed while the keeper's own stream could not be written: the sender may not see it. It follows here. */
export function followReturn(chart: StageChart, command: CommandOf<'FollowReturn'>, file: OpenedFile): CaseFileEvent[] {
  if (file.status === 'returned') return [];
  refuseUnreturnable(file);
  return [{ type: 'CaseFileReturned', basis: command.basis, step: returning(chart, command, file) }];
}

const returning = (chart: StageChart, { on }: Pick<CommandOf<'FollowReturn'>, 'on'>, file: OpenedFile) =>
  follow(chart, file.road, 'hand-off-returned', on);

function refuseUnreturnable(file: OpenedFile): void {
  if (file.status === 'returned') throw new Refusal('CASE_FILE_RETURNED');
  if (file.status === 'handed-over') throw new Refusal('CASE_FILE_HANDED_OVER');
  if (file.isDecided || file.status === 'handing-over') throw alreadyDecided(file);
  if (file.handOffId === undefined || file.isShared || file.returnTerms?.verb === 'never') throw new Refusal('RETURN_NOT_PERMITTED');
}

/** Why the keeper may not return alone, or undefined while he may. Hours count as COUNTING 2 says: the starting hour is not counted. */
export function unilateralRefusal(
  { returnTerms }: Pick<OpenedFile, 'returnTerms'>,
  at: string,
): 'RETURN_NEEDS_CONSENT' | 'RETURN_PERIOD_OVER' | undefined {
  if (returnTerms === undefined || typeof returnTerms.verb === 'string') return 'RETURN_NEEDS_CONSENT';
  const startOfHour = Math.floor(Date.parse(returnTerms.receivedAt) / hourMs) * hourMs;
  const lateAfter = startOfHour + hourMs + returnTerms.verb.unilateralWithinHours * hourMs;
  return Date.parse(at) < lateAfter ? undefined : 'RETURN_PERIOD_OVER';
}
