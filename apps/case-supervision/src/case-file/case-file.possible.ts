import { type ErrorCode, errorCatalogue } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { chartAt, type PackedChart, possible, type Who } from '@xiezhi/stage-chart';
import { type FileReturn, type FileReturnCommand, fileReturnDecider } from '../file-return/file-return.decider.ts';
import { dateOf } from '@xiezhi/statutory-time';
import { type CaseFile, type CaseFileCommand, caseFileDecider } from './case-file.decider.ts';
import type { PossibleAction } from './case-file.requests.ts';

interface Situation {
  /** Undefined to the sender, who sees nothing of it. */
  file: CaseFile | undefined;
  fileReturn: Exclude<FileReturn, { status: 'unopened' }>;
  who: Who;
  /** Legal now. */
  at: string;
  packed: PackedChart;
}

/** What the caller could do now: the deciders are asked, so that a button and its command never disagree. */
export function possibleWith(situation: Situation): PossibleAction[] {
  const { file, who, packed, at } = situation;
  const verbs = returnVerbs(situation);
  if (file === undefined || file.status === 'unopened') return verbs;
  const isInFlight = file.status === 'handing-over';
  const isHere = isInFlight || file.status === 'open';
  const steps = isHere ? possible(chartAt(packed, file.packVersion), file.road, who, { on: dateOf(at), isInFlight }) : [];
  const nothing = { receiver: '', routeId: '', purpose: '', legalBasis: '' };
  return [
    ...steps.map(({ transition, name, isPossible, code, requires, allows, missing, source }) => ({
      ...told(`steps/${transition}`, name, isPossible ? undefined : code),
      requires: [...requires],
      allows: [...allows],
      missing: [...missing],
      source,
    })),
    ...verbs,
    told('refer', '移送案卷', refusedBy(file, { type: 'ReferCaseFile', by: who.agency, account: who.account, ...nothing })),
  ];
}

function returnVerbs({ file, fileReturn, who, at, packed }: Situation): PossibleAction[] {
  const actor = { by: who.agency, account: who.account };
  const asked = { ...actor, reason: '' };
  const both = (mine: CaseFileCommand, shared: FileReturnCommand): ErrorCode | undefined =>
    (file === undefined ? undefined : refusedBy(file, mine)) ?? refusalOf(() => fileReturnDecider.decide(shared, fileReturn));
  const dated = { at, on: dateOf(at), packed };
  const alone = { type: 'ReturnCaseFile', basis: 'unilateral', ...asked, ...dated } as const;
  return [
    told('return', '请求退回', both({ ...alone, basis: 'consent' }, { type: 'RequestReturn', ...asked })),
    ...(file === undefined ? [] : [told('return-unilateral', '单方退回', both(alone, { type: 'RecordUnilateralReturn', ...asked }))]),
    told('consent-return', '同意退回', both({ type: 'ConsentToReturn', ...actor, ...dated }, { type: 'ConsentToReturn', ...actor })),
    told(
      'decline-return',
      '不同意退回',
      refusalOf(() => fileReturnDecider.decide({ type: 'DeclineReturn', ...asked }, fileReturn)),
    ),
  ];
}

function told(verb: string, name: string, code: ErrorCode | undefined): PossibleAction {
  if (code === undefined) return { verb, name, isPossible: true };
  const { title, advice } = errorCatalogue[code];
  return { verb, name, isPossible: false, code, title, advice };
}

const refusedBy = (file: CaseFile, command: CaseFileCommand): ErrorCode | undefined =>
  refusalOf(() => caseFileDecider.decide(command, file));

function refusalOf(ask: () => unknown): ErrorCode | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
