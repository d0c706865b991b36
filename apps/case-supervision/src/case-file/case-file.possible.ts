import type { Action, ErrorCode } from '@xiezhi/contracts';
import { type ChartBook, type FormField, possible, type Who } from '@xiezhi/stage-chart';
import { type FileReturn, type FileReturnCommand, fileReturnDecider } from '../file-return/file-return.decider.ts';
import { dateOf } from '@xiezhi/statutory-time';
import { mayAsk, type PossibleAction, refusalOf, told } from '../possible-action.ts';
import type { CaseFiles } from './case-file.announce.ts';
import { type CaseFile, type CaseFileCommand, type OpenedFile } from './case-file.decider.ts';
import { decisionStanding, isAtWork } from './case-file-decision.ts';

interface Situation {
  /** Undefined to the sender, who sees nothing of it. */
  file: CaseFile | undefined;
  /** Undefined of a file that goes back to nobody. */
  fileReturn: Exclude<FileReturn, { status: 'unopened' }> | undefined;
  who: Who;
  /** Legal now. */
  at: string;
  id: string;
  charts: ChartBook;
  caseFiles: CaseFiles;
}

/** What the caller could do now: the deciders are asked, so that a button and its command never disagree. */
export function possibleWith(situation: Situation): PossibleAction[] {
  const { file, who, charts, caseFiles, at, id } = situation;
  const verbs = situation.fileReturn === undefined ? [] : returnVerbs({ ...situation, fileReturn: situation.fileReturn });
  if (file === undefined || file.status === 'unopened') return verbs;
  const isInFlight = file.status === 'handing-over';
  const [chart, on] = [charts.of(file), dateOf(at)];
  const steps = isAtWork(chart, file) ? possible(chart, file.road, who, { on, isInFlight }) : [];
  const nothing = { receiver: '', routeId: '', purpose: '', legalBasis: '' };
  const refer = { type: 'ReferCaseFile', by: who.agency, account: who.account, id, on, ...nothing } as const;
  const referred = (command: CaseFileCommand) => refusedBy(caseFiles, file, command) ?? postOf(who, 'case-file:work');
  return [
    ...steps.map(({ transition, name, isPossible, code, document, documentName, form, missing, source }) => ({
      ...told(`steps/${transition}`, name, isPossible ? undefined : codeOf(code, form, file)),
      document,
      documentName,
      form,
      missing: [...missing],
      source,
    })),
    ...verbs,
    told('refer', '移送案卷', referred(refer)),
    // The same command by a route that only shares: it moves nothing, and so is possible where the file may not go on.
    told('refer-share', '抄送案卷、商请协办', referred({ ...refer, isShare: true })),
  ];
}

type Returnable = Situation & { fileReturn: NonNullable<Situation['fileReturn']> };

function returnVerbs({ file, fileReturn, who, at, caseFiles }: Returnable): PossibleAction[] {
  const actor = { by: who.agency, account: who.account };
  const asked = { ...actor, reason: '' };
  const both = (mine: CaseFileCommand, shared: FileReturnCommand): ErrorCode | undefined =>
    (file === undefined ? undefined : refusedBy(caseFiles, file, mine)) ?? byShared(shared);
  const byShared = (shared: FileReturnCommand): ErrorCode | undefined =>
    refusalOf(() => fileReturnDecider.decide(shared, fileReturn))?.code ?? postOf(who, 'case-file:return');
  const dated = { at, on: dateOf(at) };
  const alone = { type: 'ReturnCaseFile', basis: 'unilateral', ...asked, ...dated } as const;
  return [
    told('return', '请求退回', both({ ...alone, basis: 'consent' }, { type: 'RequestReturn', ...asked })),
    ...(file === undefined ? [] : [told('return-unilateral', '单方退回', both(alone, { type: 'RecordUnilateralReturn', ...asked }))]),
    told('consent-return', '同意退回', both({ type: 'ConsentToReturn', ...actor, ...dated }, { type: 'ConsentToReturn', ...actor })),
    told('decline-return', '不同意退回', byShared({ type: 'DeclineReturn', ...asked })),
  ];
}

/** A further decision is refused as a decision, not as a step from the wrong stage: as the command would be. */
function codeOf(code: ErrorCode | undefined, form: readonly FormField[], file: OpenedFile): ErrorCode | undefined {
  const isDecision = form.some(({ field }) => field === 'resultCode') && decisionStanding(file) !== undefined;
  return code === 'TRANSITION_NOT_FROM_HERE' && isDecision ? 'CASE_FILE_ALREADY_DECIDED' : code;
}

const postOf = (who: Who, action: Action): ErrorCode | undefined => (mayAsk(who, action) ? undefined : 'ACTION_NOT_PERMITTED');

const refusedBy = (caseFiles: CaseFiles, file: CaseFile, command: CaseFileCommand): ErrorCode | undefined =>
  refusalOf(() => caseFiles.decide(command, file))?.code;
