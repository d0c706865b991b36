import { z } from 'zod';

export const PeriodUnit = z.enum(['hour', 'calendar-day', 'working-day', 'month', 'year']);
export type PeriodUnit = z.infer<typeof PeriodUnit>;

const Path = z
  .string()
  .regex(/^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*){0,3}$/)
  .max(80)
  .describe('Member of the event’s data');
const Paths = z.union([Path, z.array(Path).min(1).max(4)]).describe('The first that is present counts');
const Scalar = z.union([z.string().max(120), z.number(), z.boolean()]);

/** One condition on one member of an event: equal, one of several, not one of several, present or absent. Never a language of ours. */
export const FieldCondition = z.union([
  Scalar,
  z.array(Scalar).min(1).max(40),
  z.strictObject({ not: z.array(Scalar).min(1).max(40) }),
  z.strictObject({ present: z.boolean() }),
]);
export type FieldCondition = z.infer<typeof FieldCondition>;

export const EventMatch = z.strictObject({
  event: z
    .string()
    .regex(/^[a-z-]+\.[a-z0-9-]+\.v\d+$/)
    .describe('Type of the integration event'),
  where: z.record(Path, FieldCondition).default({}),
});
export type EventMatch = z.infer<typeof EventMatch>;

const StopMatch = EventMatch.extend({
  at: Path.optional().describe('Member with the moment or day on which it was met; absent: when the act happened'),
});

const StartMatch = EventMatch.extend({
  at: Path.optional().describe('Member with the triggering moment or day; absent: when the act happened'),
  holder: Paths.optional().describe('Who owes after this start, where it differs from the row’s'),
  length: z.int().min(1).max(1000).optional().describe('Length after this start, where it differs from the row’s'),
  unit: PeriodUnit.optional(),
});

export const Mark = z.enum(['V', 'V2', 'U', 'D']);
export type Mark = z.infer<typeof Mark>;

const Id = z
  .string()
  .regex(/^[A-Z]{1,3}\d{2}[a-z]?$/)
  .describe('Row of DOMAIN 4.2 without DL-, or of the pack');

/**
 * One deadline as data (DESIGN 8): which events start and end it, how long it is, how it is counted and on what authority. Read by a
 * customer's lawyer, checked when the pack is loaded, interpreted by case-supervision's clock.
 */
export const ClockRule = z
  .strictObject({
    id: Id,
    name: z.string().min(1).max(120),
    subject: z.strictObject({
      kind: z.string().regex(/^[a-z-]{1,40}$/),
      id: Paths,
      per: Path.optional().describe('Further member that tells periods of one subject apart, such as the round'),
    }),
    recurs: z
      .boolean()
      .default(false)
      .describe(
        'Each start is a new clock; an end belongs to the open one. For rows whose events lie on one stream, so that order is known',
      ),
    start: z.array(StartMatch).min(1).max(10),
    stop: z.array(StopMatch).max(20).default([]).describe('Met'),
    cancel: z.array(EventMatch).max(20).default([]).describe('No longer owed'),
    pause: z
      .array(EventMatch.extend({ reason: z.string().min(1).max(60), cap: z.strictObject({ rule: Id }).optional() }))
      .max(12)
      .default([])
      .describe('Cap: at most for the length of that row (COUNTING 21)'),
    resume: z
      .array(EventMatch.extend({ reason: z.string().min(1).max(60) }))
      .max(12)
      .default([]),
    length: z.int().min(0).max(1000).optional().describe('0: on the day itself, where the law says 立即 and gives no number'),
    until: Path.optional().describe('Member of the starting event with the last day, where a document sets it'),
    before: Path.optional().describe('Member of the starting event with a date that the act must precede by the length (COUNTING 9)'),
    bound: z
      .enum(['latest', 'earliest'])
      .default('latest')
      .describe('earliest: the period runs out by itself, as a publication or a right to appeal does: its end meets it, nobody is late'),
    unit: PeriodUnit,
    roll: z.enum(['forward', 'none']),
    repeats: z
      .strictObject({ times: z.int().min(2).max(100) })
      .optional()
      .describe('So many periods begin at once, the k-th due = trigger + k lengths (COUNTING 8); each end meets the first that is open'),
    holder: Paths.describe('Who owes'),
    watchers: z.array(Path).max(10),
    nature: z.enum(['statutory', 'agreed', 'internal']).describe('法定 / 约定 / 内部'),
    mark: z.strictObject({ length: Mark, dayType: Mark }).describe('Two marks per row (COUNTING 14)'),
    source: z.string().min(1).max(300),
    consequence: z.string().max(300).optional(),
    expires: z.enum(['always', 'never']).default('never').describe('always: the expiry is told even when the row was met (COUNTING 7)'),
    warns: z.boolean().default(true).describe('False: information only (COUNTING 10)'),
    extension: z
      .strictObject({
        length: z.int().min(1).max(1000),
        times: z.int().min(1).max(10),
        by: z.enum(['holder', 'watcher']),
        source: z.string().min(1).max(200),
        row: Id.optional().describe('Row of DOMAIN 4.2 that this extension is, such as A07 of A06'),
      })
      .optional(),
    enabled: z.boolean().default(true),
  })
  .superRefine((rule, context) => {
    const say = (message: string) => context.addIssue({ code: 'custom', message: `${rule.id}: ${message}` });
    if (rule.length === undefined && rule.until === undefined) say('neither length nor until');
    if (rule.stop.length + rule.cancel.length === 0) say('nothing ends it');
    if (rule.length === 0 && rule.unit !== 'calendar-day') say('only calendar days are counted from naught');
    if (rule.unit === 'hour' && rule.roll !== 'none') say('hours never roll (CR-11)');
    if (rule.pause.some(({ cap }) => cap === undefined) && rule.resume.length === 0) say('a pause without a cap has no resumption');
    if (rule.bound === 'earliest' && rule.expires !== 'always') say('what runs out by itself tells its end');
    if (
      rule.before !== undefined &&
      (rule.length === undefined || rule.until !== undefined || rule.unit === 'hour' || rule.unit === 'year')
    )
      say('a period before a date has a length in days or months');
    if (rule.repeats !== undefined && (rule.until !== undefined || !rule.recurs)) say('what repeats recurs, and no document sets its day');
  });
export type ClockRule = z.infer<typeof ClockRule>;

/** A row of DOMAIN 4.2 that is no deadline here: it is shown with its source, and with the reason why nothing starts it. */
export const InformationRow = z.strictObject({
  id: Id,
  name: z.string().min(1).max(120),
  text: z.string().min(1).max(300).describe('What the row says'),
  source: z.string().min(1).max(300),
  mark: Mark,
  reason: z.string().min(1).max(300).describe('Why no event of this system starts it'),
});
export type InformationRow = z.infer<typeof InformationRow>;

/** One file of a pack's folder `clocks`: the rows of one procedure. */
export const ClockRules = z.strictObject({
  rules: z.array(ClockRule).min(1).max(200),
  information: z.array(InformationRow).max(60).default([]),
});
export type ClockRules = z.infer<typeof ClockRules>;

/** What no row alone can say: each id stands once in a pack, and every cap names a row of it. */
export function complaintsAboutRows(rows: readonly ClockRule[], information: readonly InformationRow[] = []): string[] {
  const ids = rows.map(({ id }) => id);
  const all = [...ids, ...information.map(({ id }) => id)];
  return [
    ...all.filter((id, place) => all.indexOf(id) !== place).map((id) => `${id} stands twice`),
    ...rows.flatMap(({ id, pause }) =>
      pause.flatMap(({ cap }) => (cap === undefined || ids.includes(cap.rule) ? [] : [`${id}: cap names ${cap.rule}, which is not there`])),
    ),
  ];
}

const Percent = z.int().min(1).max(100);
const Point = z.strictObject({ percentLeft: Percent.optional(), workingDaysLeft: z.int().min(0).max(60).optional() });

/** When a light changes (DOMAIN 4.3, COUNTING 26–29): whichever of the two is reached first. */
export const WarningPolicy = z.strictObject({
  statutory: z.strictObject({ attention: Point, warning: Point, longOverdueAfterWorkingDays: z.int().min(1).max(60).optional() }),
  other: z.strictObject({ attention: Point, warning: Point, longOverdueAfterWorkingDays: z.int().min(1).max(60).optional() }),
  short: z.strictObject({ upToDays: z.int().min(1).max(30), attention: Point, warning: Point }),
  oneWorkingDay: z.strictObject({
    warningAt: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .describe('Local time of the last day; in-app only'),
  }),
  hours: z.strictObject({ warning: z.strictObject({ percentLeft: Percent }) }),
  quietHours: z.strictObject({ from: z.string().regex(/^\d{2}:\d{2}$/), to: z.string().regex(/^\d{2}:\d{2}$/) }),
});
export type WarningPolicy = z.infer<typeof WarningPolicy>;
