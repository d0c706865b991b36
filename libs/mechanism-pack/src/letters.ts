import { AgencyKind, LegalBasis } from '@xiezhi/contracts';
import { ChartName, DocumentCode, FieldName, PartyId } from '@xiezhi/stage-chart';
import { z } from 'zod';

const EventType = z.string().regex(/^[a-z-]+\.[a-z-]+\.v\d+$/);
const Member = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);
const Zh = z.string().min(1).max(80);

/** Who issues a letter or is addressed by it: where a chart or an event says it, by reference; kinds of organs and words otherwise. */
const Organ = z.union([
  z.strictObject({ chart: ChartName, party: PartyId }),
  z.strictObject({ chart: ChartName, field: FieldName.describe('Field of kind agency or agencies that names the organ') }),
  z.strictObject({ event: EventType, member: Member.describe('Member of the event that names the organ') }),
  z.strictObject({ kinds: z.array(AgencyKind).min(1).max(20) }),
  z.strictObject({ words: Zh.describe('Who is no organ of the mechanism, such as the person reported to have broken the law') }),
]);
export type Organ = z.infer<typeof Organ>;

/** What a letter says, by where it was recorded. Nothing is said twice: the texts lie in the steps and in the matter. */
const Carried = z.union([
  z.strictObject({
    chart: ChartName,
    fields: z.array(FieldName).min(1).max(40),
    steps: z
      .array(z.string().regex(/^[A-Z][A-Za-z0-9-]{0,39}$/))
      .min(1)
      .max(20)
      .optional()
      .describe('Earlier steps that recorded these fields; absent: the steps that make the letter'),
  }),
  z.strictObject({ event: EventType, members: z.array(Member).min(1).max(20) }),
]);
export type Carried = z.infer<typeof Carried>;

/** Series of libs/document-number, by the name a pack calls them. */
export const LetterNumberType = z.enum(['letter', 'assignment', 'reminder', 'minutes', 'supervision', 'supervision-letter', 'problem']);

const LetterNumber = z.union([
  z.literal('none').describe('Bears no number'),
  z.literal('elsewhere').describe('Numbered by the issuer’s own system; the platform keeps no record of it'),
  z.strictObject({ type: LetterNumberType.describe('The platform counts it, in the series of this type word') }),
  z.strictObject({
    recorded: z.strictObject({ chart: ChartName, field: FieldName }).describe('Numbered by the issuer; the step keeps it in this field'),
  }),
]);
export type LetterNumber = z.infer<typeof LetterNumber>;

/** One document of DOMAIN 5: its name, who issues it to whom, what it says. How it is printed is said elsewhere. */
export const Letter = z.strictObject({
  code: DocumentCode.describe('As steps of charts and levels of the ladder name it (document)'),
  name: Zh.describe('Chinese, as officers read it'),
  issuers: z.array(Organ).min(1).max(10),
  to: z.array(Organ).max(10).describe('Empty: a paper that stays with the issuer'),
  number: LetterNumber,
  events: z
    .array(EventType)
    .min(1)
    .max(10)
    .optional()
    .describe('Announcements that make it where no step of a chart does: hand-offs, feedback and supervisions have letters of their own'),
  carries: z.array(Carried).max(20).default([]),
  reason: z.string().min(1).max(200).optional().describe('Why nothing in this pack makes it; only then'),
  source: z.array(z.strictObject(LegalBasis.shape)).min(1).max(10),
  note: z.string().min(1).max(400).optional(),
});
export type Letter = z.infer<typeof Letter>;

/** letters.yaml: every document that the mechanism knows, each code once. */
export const Letters = z
  .array(Letter)
  .min(1)
  .max(200)
  .superRefine((letters, context) => {
    letters.forEach(({ code }, place) => {
      if (letters.findIndex((one) => one.code === code) !== place)
        context.addIssue({ code: 'custom', path: [place, 'code'], message: `${code} stands twice` });
    });
  });
export type Letters = z.infer<typeof Letters>;
