import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { NamedAgency } from '../directory/agency-names.ts';
import { DeadlineEntity } from './deadline.entity.ts';
import { Light, lightOf, type WorkingDays } from './light.ts';

/** Clocks of one family; a case of years has dozens. */
const deadlinesMax = 500;

export const Deadline = z.object({
  clockId: z.uuid(),
  ruleId: z.string().describe('Row of the mechanism pack'),
  ruleName: z.string(),
  subject: z.string().describe('Stream the deadline is about'),
  holder: NamedAgency.describe('Who owes the act'),
  light: Light,
  dueAt: z.iso.datetime().optional().describe('Absent while paused'),
  isProvisional: z.boolean().describe('暂定: counted without a confirmed calendar of that year'),
  nature: z.string().optional().describe('statutory, agreed or internal'),
  change: z.string().optional().describe('Last change of a running one, or how it ended'),
});
export type Deadline = z.infer<typeof Deadline>;

export type DeadlineRow = Omit<DeadlineEntity, 'rank' | 'matterKind' | 'matterId' | 'familyId' | 'title' | 'world' | 'parties'>;

/** When and by which calendar lights are asked: the legal now of the reader's practice world, or the machine's. */
export interface ReadingTime {
  now: Date;
  calendar: WorkingDays;
}

export function deadlineOf(row: DeadlineRow, { now, calendar }: ReadingTime, nameOf: (id: string) => NamedAgency): Deadline {
  return {
    clockId: row.clockId,
    ruleId: row.ruleId,
    ruleName: row.ruleName,
    subject: row.subject,
    holder: nameOf(row.holder),
    light: lightOf(row, now, calendar),
    ...(row.dueAt !== null && { dueAt: row.dueAt.toISOString() }),
    isProvisional: row.isProvisional,
    ...(row.nature !== null && { nature: row.nature }),
    ...(row.change !== null && { change: row.change }),
  };
}

export function deadlinesOfFamily(db: EntityManager, familyId: string): Promise<DeadlineEntity[]> {
  return db.find(DeadlineEntity, { where: { familyId }, order: { dueAt: 'ASC', clockId: 'ASC' }, take: deadlinesMax });
}
