import { epochOf } from '@xiezhi/statutory-time';
import { isCounted, isPast } from '../counted-day.ts';
import { grossDays } from '../days.ts';
import { isInTime } from '../deadline.ts';
import { figure, type Judgement, reading, type Window } from '../definition.ts';
import type { DisputeItem, FamilyItem, FileItem, HandOffItem, SupervisionItem } from '../items.ts';
import { firstOf } from '../steps.ts';

/** Supervisions whose limit lay in the period and is over. */
function isDue({ issuedOn, limitOn }: SupervisionItem, window: Window): boolean {
  return issuedOn !== undefined && isCounted(limitOn, window) && limitOn < window.cutOff.on;
}

function lifted(item: SupervisionItem, window: Window): Judgement | undefined {
  if (!isDue(item, window)) return undefined;
  const { class: level, liftedOn } = item;
  return { numerator: isPast(liftedOn, window) ? 1 : 0, denominator: 1, splits: { level } };
}

function overdue(item: SupervisionItem, window: Window): Judgement | undefined {
  if (!isDue(item, window)) return undefined;
  const { class: level, liftedOn, limitOn = '', originalLimitOn = '' } = item;
  const isLate = (limit: string) => (isPast(liftedOn, window) && liftedOn <= limit ? 0 : 1);
  return { numerator: isLate(limitOn), denominator: 1, original: isLate(originalLimitOn), splits: { level } };
}

function escalated({ issuedOn, escalatedOn, class: level }: SupervisionItem, window: Window): Judgement | undefined {
  if (!isCounted(issuedOn, window)) return undefined;
  return { numerator: isPast(escalatedOn, window) ? 1 : 0, denominator: 1, splits: { level } };
}

function extensions({ issuedOn, extensions: times, class: level }: SupervisionItem, window: Window): Judgement | undefined {
  return isCounted(issuedOn, window) ? { numerator: times, denominator: 1, splits: { level } } : undefined;
}

/** The class of a dispute is its category and place, as far as the decision has named them. */
function raised({ raisedOn, class: category }: DisputeItem, window: Window): Judgement | undefined {
  if (!isCounted(raisedOn, window)) return undefined;
  return { numerator: 1, denominator: 0, ...(category !== '' && { splits: { category } }) };
}

function bound({ raisedOn, boundOn, withdrawnOn }: DisputeItem, window: Window): Judgement | undefined {
  if (isPast(boundOn, window)) {
    const days = grossDays(raisedOn, boundOn);
    return isCounted(boundOn, window) ? { numerator: 1, denominator: 1, days: { gross: days, net: days } } : undefined;
  }
  if (!isPast(raisedOn, window) || raisedOn > window.period.to || isPast(withdrawnOn, window)) return undefined;
  return { numerator: 0, denominator: 0, openDays: grossDays(raisedOn, window.cutOff.on) };
}

/** Restorations whose completion was planned for the period. The plan counts that was approved last. */
function planned({ deadlines = [] }: FileItem, window: Window): boolean {
  const plan = deadlines.findLast((clock) => clock.class === 'X01' && clock.stopped?.outcome !== 'cancelled');
  return plan !== undefined && isCounted(plan.due?.on, window) && isInTime(plan, window) !== undefined;
}

function restored(file: FileItem, window: Window): Judgement | undefined {
  if (!planned(file, window)) return undefined;
  return { numerator: isPast(firstOf(file, 'X5')?.on, window) ? 1 : 0, denominator: 1 };
}

function restoredArea(file: FileItem, window: Window): Judgement | undefined {
  const area = file.steps.findLast(({ fields }) => fields?.['areaOwed'] !== undefined)?.fields?.['areaOwed'];
  if (typeof area !== 'number' || area <= 0 || !planned(file, window)) return undefined;
  return { numerator: isPast(firstOf(file, 'X5')?.on, window) ? area : 0, denominator: area };
}

const hourMs = 3_600_000;

/** Hours between two moments, never negative: an act may be dated before what was recorded first. */
const hours = (from: string, to: string): number => Math.max(0, epochOf(to) - epochOf(from)) / hourMs;

/** Between sending and signing, and between signing and the first act, over all hand-offs of the family. */
function waiting({ waits, firstAt, closedAt, closedOn }: FamilyItem, window: Window): Judgement | undefined {
  if (closedAt === undefined || !isCounted(closedOn, window)) return undefined;
  const total = hours(firstAt, closedAt);
  if (total === 0) return undefined;
  const waited = waits.reduce((sum, { sentAt, receivedAt, firstActionAt, endedAt }) => {
    const signed = receivedAt ?? firstActionAt ?? endedAt ?? closedAt;
    const acted = firstActionAt ?? endedAt ?? closedAt;
    return sum + hours(sentAt, signed) + hours(signed, acted);
  }, 0);
  return { numerator: Math.round(waited), denominator: Math.round(total) };
}

function documented({ sentOn, hasPackage, hasNumber, receivedOn, end }: HandOffItem, window: Window): Judgement | undefined {
  if (end?.how === 'recalled' || !isCounted(sentOn, window)) return undefined;
  return { numerator: hasPackage && hasNumber && isPast(receivedOn, window) ? 1 : 0, denominator: 1 };
}

function joint({ firstOn, organs }: FamilyItem, window: Window): Judgement | undefined {
  return isCounted(firstOn, window) ? { numerator: organs >= 2 ? 1 : 0, denominator: 1 } : undefined;
}

const flow = { mark: 'D', basis: 'flow', shape: 'rate', unit: '%' } as const;

export const togetherFigures = [
  figure(
    { ...flow, id: 'ST-20a', name: '督办办结率', formula: '当期办理期限届满的督办中，截至统计时已解除的比例，按层级分列。' },
    reading('supervision', lifted),
  ),
  figure(
    { ...flow, id: 'ST-20b', name: '督办逾期率', formula: '当期办理期限届满的督办中，期限内没有解除的比例，按层级分列；另列按原期限。' },
    reading('supervision', overdue),
  ),
  figure(
    { ...flow, id: 'ST-20c', name: '督办升级率', formula: '当期下达的督办中，截至统计时已升级的比例，按层级分列。' },
    reading('supervision', escalated),
  ),
  figure(
    {
      ...flow,
      shape: 'mean',
      unit: '次',
      id: 'ST-20d',
      name: '督办平均延期次数',
      formula: '当期下达的督办，平均每件延期的次数，按层级分列。',
    },
    reading('supervision', extensions),
  ),
  figure(
    {
      ...flow,
      shape: 'count',
      unit: '件',
      id: 'ST-22a',
      name: '职责争议数',
      formula: '当期提出的职责争议件数；已定责并载明问题类别和区划的，按类别、地点分列，反复出现的即为职责不清之处。',
    },
    reading('dispute', raised),
  ),
  figure(
    {
      ...flow,
      shape: 'days',
      unit: '日',
      id: 'ST-22b',
      name: '职责争议定责时长',
      formula: '当期定责的职责争议，自提出至定责的日历天数，列件数、中位数、第九十百分位、平均数；另列未定责的件数和已历天数的中位数。',
    },
    reading('dispute', bound),
  ),
  figure(
    { ...flow, id: 'ST-23a', name: '修复完成率', formula: '方案载明的完工期限在当期届满的修复中，截至统计时验收合格的比例。' },
    reading('file', restored, { classes: ['restoration'], with: 'deadlines' }),
  ),
  figure(
    {
      ...flow,
      shape: 'ratio',
      unit: '平方米',
      id: 'ST-23a.area',
      name: '修复完成率（按面积）',
      formula: '方案载明的完工期限在当期届满、载明应修复面积的修复，验收合格的应修复面积除以全部应修复面积（平方米）。',
    },
    reading('file', restoredArea, { classes: ['restoration'], with: 'deadlines' }),
  ),
  figure(
    {
      ...flow,
      shape: 'ratio',
      unit: '小时',
      id: 'ST-25',
      name: '移交等待占比',
      formula:
        '当期全部办结的链条，各次移送自发出至签收、自签收至首次答复的小时数之和，除以首个事件至最后办结的小时数之和。反映办理时间中有多少在单位之间等待。只计本单位看得到的事项。',
    },
    reading('family', waiting),
  ),
  figure(
    {
      ...flow,
      id: 'ST-26a',
      name: '移送文书、文号、签收齐全率',
      formula:
        '当期发出的全部移送（已撤回的除外）中，材料已固化、有发文字号、截至统计时已签收的比例。为链条完整率中可由本门户核对的部分，不含散列链的验证。',
    },
    reading('hand-off', documented),
  ),
  figure(
    {
      ...flow,
      id: 'ST-27',
      name: '联动率',
      formula: '首个事件在当期的链条中，两个以上单位有过办理行为的比例。只计本单位看得到的事项。',
    },
    reading('family', joint),
  ),
];
