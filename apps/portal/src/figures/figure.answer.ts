import { type Figure as Counted, type FigureDefinition, splitNames, type UnavailableFigure } from '@xiezhi/statistics';
import { z } from 'zod';
import { groupNameOf, splitTitles } from './figure-names.ts';

const Share = z.object({
  numerator: z.number(),
  denominator: z.number(),
  shown: z.string().describe('62.0 %; below ten 3/7; of nothing —'),
  percent: z.number().optional(),
});
const Spread = z
  .object({ n: z.int(), median: z.number(), p90: z.number(), mean: z.number() })
  .describe('Whole calendar days, nearest rank');

/** What was counted. */
const Numbers = z.object({
  shown: z.string().optional().describe('The headline as it is written'),
  numerator: z.number().optional(),
  denominator: z.number().optional(),
  share: Share.optional(),
  original: Share.optional().describe('按原期限: against the limit before any extension'),
  gross: Spread.optional(),
  net: Spread.optional().describe('Without lawful pauses'),
  open: z.object({ n: z.int(), medianAge: z.number().optional() }).optional().describe('Not ended yet, and how old in days'),
  isImmature: z.boolean().optional().describe('未成熟: the last-born item has not had its time'),
  groups: z
    .array(
      z.object({
        split: z.enum(splitNames),
        title: z.string(),
        key: z.string(),
        name: z.string(),
        share: Share,
        original: Share.optional(),
      }),
    )
    .optional(),
  notes: z.array(z.string()).optional(),
  change: z
    .object({
      relative: z.number().optional(),
      relativeShown: z.string(),
      points: z.number().optional(),
      pointsShown: z.string().optional(),
    })
    .optional()
    .describe('Against the same days of the year before; absent where either is small or immature'),
});

const Digest = z.string().regex(/^[0-9a-f]{64}$/);

const Frozen = z
  .object({
    on: z.iso.date().describe('Legal day on which it was frozen'),
    dueOn: z.iso
      .date()
      .describe('Legal day on which it was to be: the fifth working day of the next month; of a cohort that on which it is mature'),
    cutOff: z.iso.datetime().describe('Legal moment up to which everything was followed'),
    digest: Digest.describe('SHA-256 of the numbers'),
    calendar: z.string().describe('Mechanism pack by whose calendar the day was counted, name@version'),
    isProvisional: z.boolean().describe('暂定: the year of the day had no confirmed calendar'),
    isIntact: z.boolean().describe('Whether what is stored still has this digest'),
  })
  .describe('冻结: the numbers are those of that day');

const Restated = Numbers.extend({
  digest: Digest,
  footnote: z.string().describe('What is restated, and since when'),
}).describe('重述: the same up to the same moment, with what was recorded or corrected later; the items behind the number are of these');
export type Restated = z.infer<typeof Restated>;

export const Figure = Numbers.extend({
  id: z.string(),
  name: z.string(),
  formula: z.string().describe('口径说明: how it is counted'),
  mark: z.enum(['D', 'V2']),
  basis: z.enum(['flow', 'cohort']).describe('What happened in the period, or what was born in it'),
  shape: z.enum(['count', 'rate', 'days', 'ratio', 'mean']),
  unit: z.string(),
  isAvailable: z.boolean(),
  reason: z.string().optional().describe('Why there is no number; nothing else is given then'),
  frozen: Frozen.optional(),
  restated: Restated.optional(),
  freezesOn: z.iso.date().optional().describe('暂未冻结: of a month that is not frozen, the legal day on which it is to be'),
}).meta({ id: 'Figure' });
export type Figure = z.infer<typeof Figure>;

export type Described = FigureDefinition | UnavailableFigure;
export const isDefinition = (described: Described): described is FigureDefinition => 'judge' in described;

/** What was counted, as it is written. */
export function numbersOf({ id: _id, groups, notes, ...numbers }: Counted): z.infer<typeof Numbers> {
  return {
    ...numbers,
    groups: groups.map((group) => ({ ...group, title: splitTitles[group.split], name: groupNameOf(group.split, group.key) })),
    notes: notes.map(({ text }) => text),
  };
}

/** A figure with how it is counted beside it. */
export function answerOf(described: Described, counted: Counted | undefined): Figure {
  const { id, name, formula, mark, basis, shape, unit } = described;
  const told = { id, name, formula, mark, basis, shape, unit };
  if (!isDefinition(described) || counted === undefined)
    return { ...told, isAvailable: false, ...('reason' in described && { reason: described.reason }) };
  return { ...told, isAvailable: true, ...numbersOf(counted) };
}
