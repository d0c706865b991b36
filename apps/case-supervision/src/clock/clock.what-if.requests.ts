import { AgencyId, Instant, Slug, Uuid } from '@xiezhi/contracts';
import { z } from 'zod';

export const IfSentQuery = z
  .object({
    route: Slug.describe('Route by which it would go'),
    receiver: AgencyId,
    matterId: Uuid.optional().describe('Matter that would go; absent: one that is not registered yet'),
    urgency: z.enum(['ordinary', 'urgent']).default('ordinary'),
    at: Instant.optional().describe('When it would be sent; absent: now, in the legal time of whoever asks'),
  })
  .meta({ id: 'IfSentQuery' });

const Day = z.iso.date();

export const PlannedClock = z
  .object({
    ruleId: z.string(),
    ruleName: z.string(),
    holder: AgencyId.describe('Would owe'),
    watchers: z.array(AgencyId),
    triggeredAt: Instant,
    dueOn: Day,
    dueAt: Instant,
    lateAfter: Instant,
    attentionAt: Instant.optional(),
    warningAt: Instant.optional(),
    longOverdueAt: Instant.optional(),
    isProvisional: z.boolean(),
    nature: z.enum(['statutory', 'agreed', 'internal']),
    mark: z.enum(['V', 'V2', 'U', 'D']),
    turnsRed: z.boolean(),
    source: z.string(),
    consequence: z.string().optional(),
    packVersion: z.string(),
    sentences: z.array(z.string()).describe('How the date is counted, in Chinese'),
  })
  .meta({ id: 'PlannedClock' });
export type PlannedClock = z.infer<typeof PlannedClock>;

export const IfSent = z.object({ at: Instant, items: z.array(PlannedClock) }).meta({ id: 'IfSent' });
