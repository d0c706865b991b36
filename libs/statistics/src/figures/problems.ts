import { addDays } from '@xiezhi/statutory-time';
import { isCounted, isPast } from '../counted-day.ts';
import { figure, type Judgement, reading, type Window } from '../definition.ts';
import type { HandOffItem, ProblemItem } from '../items.ts';
import { firstInto, stageAt } from '../steps.ts';

const initial = 'REPORTED';
const leftOut = new Set(['REJECTED', 'MERGED', 'DRAFT']);
const closed = new Set(['CLOSED', 'LOOKBACK']);

/** Found in the period, and not shown to be untrue or the same as another. */
function found(problem: ProblemItem, window: Window): { stage: string } | undefined {
  if (!isCounted(problem.reportedOn, window)) return undefined;
  const stage = stageAt(problem, initial, window);
  return leftOut.has(stage) ? undefined : { stage };
}

function rectified(problem: ProblemItem, window: Window): Judgement | undefined {
  const there = found(problem, window);
  if (there === undefined) return undefined;
  const isClaimed = there.stage === 'PENDING_CHECK' || closed.has(there.stage);
  return { numerator: isClaimed ? 1 : 0, denominator: 1, bornOn: problem.reportedOn };
}

function closedOut(problem: ProblemItem, window: Window): Judgement | undefined {
  const there = found(problem, window);
  return there && { numerator: closed.has(there.stage) ? 1 : 0, denominator: 1, bornOn: problem.reportedOn };
}

/** One problem may have been looked back at several times in one period. */
function relapsedByCheck({ steps }: ProblemItem, window: Window): Judgement | undefined {
  const results = steps.filter(({ on }) => isCounted(on, window)).flatMap(({ fields }) => fields?.['lookBackResult'] ?? []);
  if (results.length === 0) return undefined;
  return { numerator: results.filter((result) => result !== '稳定').length, denominator: results.length };
}

const relapseMaturityDays = 365;

function relapsedByProblem(problem: ProblemItem, window: Window): Judgement | undefined {
  const close = firstInto(problem, 'CLOSED');
  if (close === undefined || !isCounted(close.on, window)) return undefined;
  const within = addDays(close.on, relapseMaturityDays);
  const isReopened = problem.steps.some(({ to, on }) => to === 'REOPENED' && isPast(on, window) && on <= within);
  return { numerator: isReopened ? 1 : 0, denominator: 1, bornOn: close.on };
}

/** The first check is the first step out of PENDING_CHECK that closes or sends back. */
function passedAtOnce({ steps }: ProblemItem, window: Window): Judgement | undefined {
  const first = steps.find(({ from, to }) => from === 'PENDING_CHECK' && (to === 'CLOSED' || to === 'RECTIFYING'));
  if (first === undefined || !isCounted(first.on, window)) return undefined;
  return { numerator: first.to === 'CLOSED' ? 1 : 0, denominator: 1 };
}

function refused({ isOwning, sentOn, end }: HandOffItem, window: Window): Judgement | undefined {
  if (!isOwning || end?.how === 'recalled' || !isCounted(sentOn, window)) return undefined;
  const isReturned = end?.how === 'returned' && isPast(end.on, window);
  return { numerator: end?.how === 'refused' && isPast(end.on, window) ? 1 : 0, denominator: 1, notes: isReturned ? ['returned'] : [] };
}

function named({ isNamedReport, reportedOn }: ProblemItem, window: Window): Judgement | undefined {
  return isNamedReport && isCounted(reportedOn, window) ? { numerator: 1, denominator: 0 } : undefined;
}

/** Verified by being triaged (true) or rejected (untrue), whichever came last before the cut-off; merged ones are counted where they went. */
function verified({ isNamedReport, steps }: ProblemItem, window: Window): Judgement | undefined {
  if (!isNamedReport || steps.some(({ to }) => to === 'MERGED')) return undefined;
  const verdict = steps.find(({ to, from }) => from !== to && (to === 'TRIAGED' || to === 'REJECTED'));
  if (verdict === undefined || !isCounted(verdict.on, window)) return undefined;
  return { numerator: steps.some(({ to, on }) => to === 'REJECTED' && isPast(on, window)) ? 0 : 1, denominator: 1 };
}

const problemMaturityDays = 90;
const cohort = { mark: 'D', basis: 'cohort', shape: 'rate', unit: '%' } as const;
const flow = { mark: 'D', basis: 'flow', shape: 'rate', unit: '%' } as const;

export const problemFigures = [
  figure(
    {
      ...cohort,
      id: 'ST-09',
      name: '整改率',
      formula: `当期上报的问题（不属实、已合并的除外）中，截至统计时责任单位已报送整改完成（待核查、已销号、回头看中）的比例。最后一件上报未满 ${problemMaturityDays} 日的，标明未成熟。`,
      maturityDays: problemMaturityDays,
    },
    reading('problem', rectified),
  ),
  figure(
    {
      ...cohort,
      id: 'ST-10',
      name: '销号率',
      formula: `当期上报的问题（不属实、已合并的除外）中，截至统计时已销号（含销号后回头看中）的比例。整改率与销号率之差为等待核查。全国“清四乱”以清理数除以发现数公布，口径相同。最后一件上报未满 ${problemMaturityDays} 日的，标明未成熟。`,
      mark: 'V2',
      maturityDays: problemMaturityDays,
    },
    reading('problem', closedOut),
  ),
  figure(
    {
      ...flow,
      id: 'ST-11a',
      name: '反弹率（按回头看次数）',
      formula: '当期完成的问题回头看中，结果为部分反弹、反弹的比例；一个问题当期回头看几次计几次。',
    },
    reading('problem', relapsedByCheck),
  ),
  figure(
    {
      ...cohort,
      id: 'ST-11b',
      name: '反弹率（按问题）',
      formula: `当期首次销号的问题中，销号之日起 ${relapseMaturityDays} 日内反弹的比例。最后一件销号未满 ${relapseMaturityDays} 日的，标明未成熟。`,
      maturityDays: relapseMaturityDays,
    },
    reading('problem', relapsedByProblem),
  ),
  figure(
    {
      ...flow,
      id: 'ST-21b',
      name: '退件率',
      formula:
        '当期发出的交办中，被不予受理的比例，反映派发质量；已撤回的不计。受理后又退回的另行注明。平台上不予受理即退件，交办单位不再另作同意与否的决定。',
      notes: { returned: '另有 {n} 件受理后退回' },
    },
    reading('hand-off', refused, { classes: ['problem'] }),
  ),
  figure(
    { ...flow, id: 'ST-21c', name: '一次通过率', formula: '当期完成首次核查的问题中，首次核查即销号的比例，反映整改质量。' },
    reading('problem', passedAtOnce),
  ),
  figure(
    { ...flow, shape: 'count', unit: '件', id: 'ST-24a', name: '实名举报数', formula: '当期上报的问题中，由实名举报人反映的件数。' },
    reading('problem', named),
  ),
  figure(
    {
      ...flow,
      id: 'ST-24b',
      name: '实名举报属实率',
      formula: '当期首次核实（分类或者认定不属实）的实名举报中，截至统计时未被认定不属实的比例；已合并的不计。',
    },
    reading('problem', verified),
  ),
];
