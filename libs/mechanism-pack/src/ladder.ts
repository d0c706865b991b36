import { AgencyKind, DivisionLevel, LegalBasis } from '@xiezhi/contracts';
import { z } from 'zod';

export const SupervisionLevel = z.enum(['S1', 'S2', 'S3', 'S4', 'S5', 'S6']);
export type SupervisionLevel = z.infer<typeof SupervisionLevel>;

const Source = z.array(z.strictObject(LegalBasis.shape)).min(1).max(10);

const LadderLevel = z.strictObject({
  code: SupervisionLevel,
  name: z.string().min(1).max(40),
  form: z.enum(['urging', 'order']).describe('urging: a reminder without limit and number; order: approved, issued with number and limit'),
  document: z
    .string()
    .regex(/^F-\d{2}$/)
    .optional()
    .describe('Document of DOMAIN 5.4'),
  issuerKinds: z.array(AgencyKind).min(1).max(20).describe('Organs that may lead it'),
  issuerLevels: z.array(DivisionLevel).min(1).max(5),
  joint: z.enum(['optional', 'required']).describe('required: no order without a joint member'),
  condition: z.enum(['optional', 'required']).describe('required: at least one listing condition must hold'),
  siteVisit: z.enum(['optional', 'required']),
  removal: z
    .array(z.enum(['look-back', 'public-notice']))
    .max(2)
    .default([])
    .describe('What lifting must set or name'),
  limitMonthsMax: z
    .int()
    .min(1)
    .max(60)
    .optional()
    .describe('Longest limit an order may set, counted from its issue; absent: as the document says'),
  source: Source,
});
export type LadderLevel = z.infer<typeof LadderLevel>;

/** ladder.yaml: the rungs of supervision from the lowest up (DOMAIN 3.7), who may stand on each, and what must be shown. */
export const Ladder = z
  .strictObject({
    levels: z.array(LadderLevel).min(2).max(6),
    extension: z.strictObject({
      askedBefore: z.strictObject({ length: z.int().min(1).max(120), unit: z.enum(['calendar-day', 'working-day', 'month']) }),
      timesMax: z.int().min(0).max(10),
      monthsMax: z.int().min(1).max(60).describe('By how much one extension may lengthen the limit'),
      source: Source,
    }),
    urging: z.strictObject({
      quietHours: z.int().min(1).max(720).describe('One per matter, unit and sender in this time, unless the urgency rises'),
      source: Source,
    }),
    proposals: z
      .strictObject({ overdue: SupervisionLevel, longOverdue: SupervisionLevel })
      .describe('What the system proposes at a rung of a clock; a person decides'),
    conditions: z
      .array(z.strictObject({ code: z.string().regex(/^G\d{2}$/), text: z.string().min(1).max(200), source: z.string().min(1).max(200) }))
      .min(1)
      .max(60),
  })
  .superRefine(({ levels, proposals, conditions }, context) => {
    const codes = levels.map(({ code }) => code);
    const complain = (message: string) => context.addIssue({ code: 'custom', message });
    if (codes.some((code, place) => place > 0 && code <= codes[place - 1]!)) complain('levels: must rise, each once');
    for (const code of Object.values(proposals)) {
      if (levels.find((level) => level.code === code)?.form !== 'order') complain(`proposals: ${code} is no level that is ordered`);
    }
    const names = conditions.map(({ code }) => code);
    if (new Set(names).size !== names.length) complain('conditions: a code stands twice');
  });
export type Ladder = z.infer<typeof Ladder>;

/** Place of a level on the ladder, from 0 up: levels may be skipped upward, never gone down. */
export const rankOf = (level: SupervisionLevel): number => SupervisionLevel.options.indexOf(level);

/** The next level above that is ordered, or undefined at the top. */
export function levelAbove({ levels }: Ladder, level: SupervisionLevel): SupervisionLevel | undefined {
  return levels.find(({ code, form }) => form === 'order' && rankOf(code) > rankOf(level))?.code;
}
