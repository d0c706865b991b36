import { AgencyId, Instant, MatterKind, Uuid } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';

export const ClocksOfMatter = z
  .object({
    matterId: Uuid.describe('Problem, clue or file whose deadlines are asked for'),
    limit: z.coerce.number().int().min(1).max(200).default(200),
  })
  .meta({ id: 'ClocksOfMatter' });

export const ExtendClockBody = z
  .strictObject({ ...actedAtFields, reason: z.string().min(2).max(2000).describe('延长理由和批准文号；不得填写姓名') })
  .meta({ id: 'ExtendClock' });
export type ExtendClockBody = z.infer<typeof ExtendClockBody>;

const Day = z.iso.date();
const Light = z.enum(['normal', 'attention', 'warning', 'overdue', 'long-overdue', 'paused', 'met', 'met-late', 'cancelled']);

export const ClockView = z
  .object({
    clockId: Uuid,
    ruleId: z.string(),
    ruleName: z.string(),
    subject: z.string(),
    matterKind: MatterKind,
    matterId: Uuid,
    title: z.string(),
    holder: AgencyId,
    watchers: z.array(AgencyId),
    triggeredAt: Instant,
    occurrence: z.int().optional().describe('Which of several look-backs'),
    dueOn: Day.optional(),
    dueAt: Instant.optional(),
    lateAfter: Instant.optional(),
    attentionAt: Instant.optional(),
    warningAt: Instant.optional(),
    longOverdueAt: Instant.optional(),
    isProvisional: z.boolean(),
    nature: z.string(),
    mark: z.enum(['V', 'V2', 'U', 'D']),
    turnsRed: z.boolean(),
    source: z.string(),
    consequence: z.string().optional(),
    state: z.enum(['running', 'paused', 'overdue', 'met', 'met-late', 'met-learnt-late', 'cancelled']),
    light: Light.describe('At the legal now of whoever asks (DOMAIN 4.3)'),
    workingDaysLeft: z.int().optional().describe('After today up to and including the due day (COUNTING 26)'),
    endedAt: Instant.optional(),
    isExtendable: z.boolean(),
  })
  .meta({ id: 'Clock' });
export type ClockView = z.infer<typeof ClockView>;

export const ClockList = z.object({ items: z.array(ClockView) }).meta({ id: 'ClockList' });

export const ClockWhy = z
  .object({
    clockId: Uuid,
    ruleId: z.string(),
    ruleName: z.string(),
    source: z.string(),
    consequence: z.string().optional(),
    mark: z.enum(['V', 'V2', 'U', 'D']),
    nature: z.string(),
    packVersion: z.string(),
    calendarYears: z.array(z.int()),
    lines: z.array(z.record(z.string(), z.unknown())).describe('One structured line per step of the count'),
    sentences: z.array(z.string()).describe('The same in Chinese'),
    dueAt: Instant.optional(),
    recomputedDueAt: Instant.optional().describe('The due moment again, from the lines alone'),
    isPrintable: z.boolean().describe('Whether a legal document may cite it: verified law and no provisional year'),
  })
  .meta({ id: 'ClockWhy' });

export const WorldTime = z
  .object({ worldId: Uuid, legalNow: Instant, tickedTo: Instant.nullable().describe('Every deadline due up to here has spoken') })
  .meta({ id: 'WorldTime' });
