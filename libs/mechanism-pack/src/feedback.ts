import * as contracts from '@xiezhi/contracts';
import { type EventDefinition, FeedbackKind, LegalBasis } from '@xiezhi/contracts';
import { z } from 'zod';

/** A member of an event's data by its name. */
const Member = z.string().regex(/^[a-zA-Z]{1,40}$/);
/** `sequence` is no member of the data but the announcement's place in its stream: each announcement of the kind owes once. */
const KeyMember = Member.describe('Members whose values together name the thread; `sequence` is the announcement’s place in its stream');

/** An integration event, and which of them: those whose member has one of these values, for every member named. */
const On = z.strictObject({
  event: z.string().regex(/^[a-z-]+\.[a-z-]+\.v\d+$/),
  where: z
    .record(
      Member,
      z
        .array(z.union([z.string(), z.number(), z.boolean()]))
        .min(1)
        .max(40),
    )
    .default({}),
});
export type On = z.infer<typeof On>;

/**
 * One kind of feedback that is owed: by whom, to whom, from which event on, and what meets or cancels it. Every event named carries all
 * that is needed to know the duty, so that they may come in any order.
 */
export const FeedbackDuty = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]{0,39}$/),
  kind: FeedbackKind,
  name: z.string().min(1).max(40).describe('As officers read it'),
  clocks: z
    .array(z.string().regex(/^[A-Z]\d{2}[a-z]?$/))
    .min(1)
    .max(5)
    .describe('Rows of clocks/*.yaml that count for it: their broken rungs are marked on its thread'),
  key: z.array(KeyMember).min(1).max(3),
  debtor: Member,
  creditor: Member,
  decided: Member.optional().describe('Member that holds the decided result; the answer takes it over'),
  decisionNumber: Member.optional().describe('Member that holds the number of the decision document'),
  owed: z.array(On).min(1).max(10),
  met: z.array(On).max(10).default([]).describe('What meets it without an answer; a duty with such events is never typed'),
  cancelled: z
    .array(On.extend({ reason: z.string().min(1).max(200) }))
    .max(10)
    .default([]),
  every: z
    .strictObject({ days: z.int().min(1).max(366), until: z.array(On).min(1).max(10) })
    .optional()
    .describe('Owed again for each so many natural days, until one of these events'),
  source: z.array(z.strictObject(LegalBasis.shape)).min(1).max(10),
});
export type FeedbackDuty = z.infer<typeof FeedbackDuty>;

/** feedback.yaml: what is owed under this mechanism. Checked against the events themselves: a name that no event has is a mistake. */
export const FeedbackRules = z
  .strictObject({
    objectionRoundsMax: z.int().min(1).max(10).describe('After so many objections only supervision (督办) helps'),
    duties: z.array(FeedbackDuty).min(1).max(40),
  })
  .superRefine(({ duties }, context) => {
    const complain = (path: PropertyKey[], message: string): void => context.addIssue({ code: 'custom', path, message });
    duties.forEach((duty, index) => {
      const at = (...path: PropertyKey[]) => ['duties', index, ...path];
      if (duties.findIndex(({ id }) => id === duty.id) !== index) complain(at('id'), `${duty.id} stands twice`);
      const isPerAnnouncement = duty.key.includes('sequence');
      if (isPerAnnouncement && isEndedByEvents(duty)) complain(at('key'), 'sequence names no thread that another event could end');
      for (const { on, path } of eventsOf(duty)) complainAbout(duty, on, (message) => complain(at(...path, 'event'), message));
    });
  });
export type FeedbackRules = z.infer<typeof FeedbackRules>;

const isEndedByEvents = ({ met, cancelled, every }: FeedbackDuty): boolean => met.length + cancelled.length > 0 || every !== undefined;

/** Every event a duty names, with its place in the file. */
function eventsOf(duty: FeedbackDuty): { on: On; path: PropertyKey[] }[] {
  const listed = (name: 'owed' | 'met' | 'cancelled') => duty[name].map((on, index) => ({ on, path: [name, index] }));
  const until = (duty.every?.until ?? []).map((on, index) => ({ on, path: ['every', 'until', index] }));
  return [...listed('owed'), ...listed('met'), ...listed('cancelled'), ...until];
}

function complainAbout(duty: FeedbackDuty, on: On, complain: (message: string) => void): void {
  const members = membersOf(on.event);
  if (members === undefined) return complain(`there is no event ${on.event}`);
  const needed = [duty.debtor, duty.creditor, ...duty.key.filter((member) => member !== 'sequence'), ...Object.keys(on.where)];
  if (duty.owed.includes(on)) needed.push(...[duty.decided, duty.decisionNumber].filter((member) => member !== undefined));
  for (const member of needed) if (!members.includes(member)) complain(`${on.event} has no member ${member}`);
}

function membersOf(type: string): string[] | undefined {
  const data = eventOfType(type)?.data;
  return data instanceof z.ZodObject ? Object.keys(data.shape) : undefined;
}

/** The event of this type that libs/contracts defines, if there is one. */
export function eventOfType(type: string): EventDefinition | undefined {
  return Object.values<unknown>({ ...contracts }).find((value): value is EventDefinition => isDefinition(value) && value.type === type);
}

function isDefinition(value: unknown): value is EventDefinition {
  return typeof value === 'object' && value !== null && 'type' in value && 'data' in value && 'source' in value && 'version' in value;
}
