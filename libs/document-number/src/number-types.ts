import { type Publisher } from '@xiezhi/contracts';
import { dateOf } from '@xiezhi/statutory-time';

/**
 * A kind of number. Each is given by one service only, so that its counter lies in one schema: two services that counted the same
 * series would both issue its number 1.
 */
export interface NumberType {
  service: Publisher;
  /** Whose series it is: a unit's own, or one for every unit that works in a division (`word` is then the division's six digits). */
  per: 'unit' | 'division';
  /**
   * How the number reads (DOMAIN 5.1; all U: a customer's own patterns replace them). `{word}` is the unit's 机关代字 or the division,
   * `{practice}` is 演 in a practice world and nothing otherwise, `{n}` counts from 1.
   */
  pattern: string;
  /** Digits of `{n}`, filled with zeros; 1 prints it as it is, as GB/T 9704 wants it. */
  digits: number;
}

const ofUnit = (service: Publisher, pattern: string): NumberType => ({ service, per: 'unit', pattern, digits: 1 });

/** Every series the platform counts. Numbers of courts and procuratorates are only recorded, never counted here. */
export const numberTypes = {
  /** 移送函 F-11 and every other letter of clue-transfer. */
  letter: ofUnit('clue-transfer', '{word}函〔{year}〕{practice}{n}号'),
  /** 交办单 F-04. */
  assignment: ofUnit('clue-transfer', '{word}交〔{year}〕{practice}{n}号'),
  /** 书面提示函 F-09. */
  reminder: ofUnit('clue-transfer', '{word}提函〔{year}〕{practice}{n}号'),
  /** 会商纪要 F-10. */
  minutes: ofUnit('clue-transfer', '{word}纪要〔{year}〕{practice}{n}号'),
  /** 督办单 F-20 and what a higher level of the ladder issues in its place, F-21, F-22, F-26 and F-27. */
  supervision: ofUnit('case-supervision', '{word}督〔{year}〕{practice}{n}号'),
  /** Letters about a running supervision: 延期批复 F-24, 解除通知书 F-25. */
  'supervision-letter': ofUnit('case-supervision', '{word}督函〔{year}〕{practice}{n}号'),
  /** 平台编号 of a problem: internal, not a legal number. */
  problem: { service: 'clue-transfer', per: 'division', pattern: 'XS{practice}-{word}-{year}-{n}', digits: 6 },
} as const satisfies Record<string, NumberType>;

export type NumberTypeName = keyof typeof numberTypes;

/**
 * The text around the count: the database adds the count in the middle, since only its row lock knows it.
 *
 * @param year legal year of the act, four digits
 */
export function textAround(
  type: NumberType,
  filled: { word: string; year: number; isPractice: boolean },
): { before: string; after: string } {
  const parts: Record<string, string> = { word: filled.word, year: String(filled.year), practice: filled.isPractice ? '演' : '' };
  const fill = (text = '') => text.replaceAll(/\{(\w+)\}/g, (place, name: string) => parts[name] ?? place);
  const [before, after] = type.pattern.split('{n}');
  return { before: fill(before), after: fill(after) };
}

/**
 * The year a number belongs to: the legal year of the act in Asia/Shanghai, whenever it is recorded. A letter signed on 31 December
 * and recorded in January takes a number of the old year.
 *
 * @param actedAt RFC 3339 with offset; absent means now
 */
export function legalYearOf(actedAt?: string): number {
  return Number(dateOf(actedAt ?? new Date().toISOString()).slice(0, 4));
}
