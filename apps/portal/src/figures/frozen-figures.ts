import { type Figure as Counted, figureDigest, type Period } from '@xiezhi/statistics';
import { dateOf, type LocalDate } from '@xiezhi/statutory-time';
import type { EntityManager } from 'typeorm';
import { answerOf, type Described, type Figure, numbersOf } from './figure.answer.ts';
import type { FreezePlan } from './freeze-plan.ts';
import { frozenMonthText, type FrozenRow, realmOf } from './frozen-figures.sql.ts';

/** A figure as it was on the day of its freezing. */
export interface FrozenFigure extends Pick<FrozenRow, 'figure' | 'digest' | 'due_on' | 'frozen_on' | 'calendar' | 'is_provisional'> {
  shown: Figure;
  cut_off: Date;
}

/** The frozen figures of a month that the reader's agency has, by their ids; none for what is no month. */
export async function frozenFigures(
  db: EntityManager,
  { kind, text }: Period,
  ids: readonly string[],
  world: string | null,
): Promise<Map<string, FrozenFigure>> {
  if (kind !== 'month') return new Map();
  const rows = await db.query<FrozenFigure[]>(frozenMonthText, [realmOf(world), text, ids]);
  return new Map(rows.map((row) => [row.figure, row]));
}

/** Up to when a frozen figure is counted again: a later moment would show the passing of time as if it were a correction. */
export const cutOffOf = ({ cut_off }: Pick<FrozenFigure, 'cut_off'>): { at: string; on: LocalDate } => {
  const at = cut_off.toISOString();
  return { at, on: dateOf(at) };
};

const dayText = (day: LocalDate): string => {
  const [year, month, date] = day.split('-').map(Number);
  return `${year} 年 ${month} 月 ${date} 日`;
};

/**
 * The numbers of the day of freezing, whatever is known now; what is counted now stands beside them where it differs (SC-11).
 *
 * @param recount up to the moment of freezing, with what is known now
 */
export function frozenAnswer({ shown, ...row }: FrozenFigure, recount: Counted, { formula }: Pick<Described, 'formula'>): Figure {
  const { digest, due_on: dueOn, frozen_on: on, calendar, is_provisional: isProvisional } = row;
  const isIntact = figureDigest(shown) === digest;
  const frozen = { on, dueOn, cutOff: cutOffOf(row).at, digest, calendar, isProvisional, isIntact };
  const notes = isIntact ? (shown.notes ?? []) : [...(shown.notes ?? []), '冻结数据与其摘要不符，请联系平台管理员核查。'];
  const recounted = figureDigest(recount);
  if (recounted === digest) return { ...shown, notes, frozen };
  const why = shown.formula === formula ? '数据有更正' : '数据有更正或者口径有调整';
  const what = shown.shown === recount.shown ? '重述后主数值不变，分子、分母、时长或者分列有变化' : `重述为 ${recount.shown}`;
  const footnote = `本月数据已于 ${dayText(on)}冻结；此后${why}，${what}。明细与重述后的数值一致。`;
  return { ...shown, notes, frozen, restated: { ...numbersOf(recount), digest: recounted, footnote } };
}

/** What has not been frozen, with a word on it where it is of a month. */
export function unfrozenAnswer(
  described: Described,
  counted: Counted | undefined,
  period: Period,
  today: LocalDate,
  plan: FreezePlan,
): Figure {
  const answer = answerOf(described, counted);
  const freezesOn = answer.isAvailable ? plan.dayOf(period, described) : undefined;
  if (freezesOn === undefined) return answer;
  const when = freezesOn > today ? `，定于 ${dayText(freezesOn)}冻结` : '';
  return { ...answer, freezesOn, notes: [...(answer.notes ?? []), `本月数据暂未冻结${when}。`] };
}

/** Said beside the items behind a frozen number. */
export const itemsNote = ({ frozen_on }: Pick<FrozenFigure, 'frozen_on'>): string =>
  `本月数据已于 ${dayText(frozen_on)}冻结；明细按截至冻结时点、现有的数据列出，此后有更正的，与重述后的数值一致。`;
