import { ResultCode, type FeedbackKind, type IntegrationEvent, MatterKind, Uuid } from '@xiezhi/contracts';
import type { FeedbackDuty, FeedbackRules, On } from '@xiezhi/mechanism-pack';
import { derivedId } from '@xiezhi/aggregate';
import { z } from 'zod';
import type { Duty } from './thread/thread.decider.ts';

// Made once: a schema costs far more to make than to parse with.
const MaybeId = Uuid.optional();
const MaybeResult = ResultCode.optional();
const MaybeText = z.string().optional();

type Data = Readonly<Record<string, unknown>>;

/** Whether a rule means this event. */
export function isMeant({ event: type, where }: On, { type: told, data }: IntegrationEvent): boolean {
  return type === told && Object.entries(where).every(([member, values]) => values.some((value) => value === (data as Data)[member]));
}

/**
 * The thread (or the series) that a rule's event is about. Its id follows from the rule's key, so that an event handled twice, or the
 * event that ends it coming first, means the same one.
 */
export function dutyId({ key, kind }: Pick<FeedbackDuty, 'key' | 'kind'>, { data, meta }: IntegrationEvent): string {
  const values = key.map((member) => (member === 'sequence' ? meta.sequence : (data as Data)[member]));
  return idOf(kind, values.join('/'));
}

/** @param of what the key says, such as the id of the hand-off or the file */
export const idOf = (kind: FeedbackKind, of: string): string => derivedId(of, `feedback/${kind}`);

/**
 * What is owed, read from an event by the members a rule names.
 *
 * @returns undefined when nobody owes anything, as by a problem that was assigned to no unit yet
 * @throws ZodError when a decided result is no code: the inbox parks the stream instead of guessing
 */
export function dutyFrom(rule: FeedbackDuty, { objectionRoundsMax }: FeedbackRules, { data, meta }: IntegrationEvent): Duty | undefined {
  const told = data as Data;
  const [debtor, creditor] = [MaybeId.parse(told[rule.debtor]), MaybeId.parse(told[rule.creditor])];
  if (debtor === undefined || creditor === undefined || debtor === creditor) return undefined;
  return {
    kind: rule.kind,
    debtor,
    creditor,
    handOffId: MaybeId.parse(told['handOffId']),
    ...matterOf(told),
    title: String(told['title']),
    owedSince: meta.actedAt,
    decidedResult: rule.decided === undefined ? undefined : MaybeResult.parse(told[rule.decided]),
    decisionNumber: rule.decisionNumber === undefined ? undefined : MaybeText.parse(told[rule.decisionNumber]),
    asked: [],
    isTyped: rule.met.length === 0,
    objectionRoundsMax,
    familyId: meta.familyId,
    world: meta.world,
  };
}

/** Events of a problem name the problem itself; all others repeat the matter they are about. */
function matterOf(told: Data): Pick<Duty, 'matterKind' | 'matterId'> {
  if (told['problemId'] !== undefined) return { matterKind: 'problem', matterId: Uuid.parse(told['problemId']) };
  return { matterKind: MatterKind.parse(told['matterKind']), matterId: Uuid.parse(told['matterId']) };
}
