import { type Calendar, dateOf, daysBetween, type LocalDate } from '@xiezhi/statutory-time';
import { z } from 'zod';

/** `past`: over, but of a kind that only reminds and never turns red (COUNTING 29). */
export const tones = ['normal', 'attention', 'warning', 'overdue', 'past', 'paused', 'met', 'met-late', 'cancelled', 'unknown'] as const;

export const Light = z.object({
  tone: z.enum(tones).describe('Shown as colour, icon and words, never as colour alone'),
  count: z.int().min(0).optional().describe('How many are left, or have gone since; 0 days on the due day itself. Absent: nothing runs'),
  unit: z
    .enum(['working-day', 'calendar-day', 'hour'])
    .optional()
    .describe('What is counted: working days where the period is one of working days, hours where it is one of hours'),
});
export type Light = z.infer<typeof Light>;

/** What the light of a deadline is made of. */
export interface Lit {
  state: 'running' | 'paused' | 'stopped';
  change: string | null;
  dueAt: Date | null;
  lateAfter: Date | null;
  attentionAt: Date | null;
  warningAt: Date | null;
  unit: string | null;
  turnsRed: boolean;
}

/** Which days are worked. */
export type WorkingDays = Pick<Calendar, 'workingDaysAfter'>;

const hourMs = 3_600_000;

const toneOfOutcome: Readonly<Record<string, Light['tone']>> = {
  met: 'met',
  'met-learnt-late': 'met',
  'met-late': 'met-late',
  cancelled: 'cancelled',
};

/** The light at a moment of legal time. An act at the due moment itself is late: 24:00 is the exclusive bound (COUNTING 1). */
export function lightOf(deadline: Lit, now: Date, calendar: WorkingDays): Light {
  const { state, change, dueAt, lateAfter, attentionAt, warningAt, turnsRed } = deadline;
  if (state === 'stopped') return { tone: toneOfOutcome[change ?? ''] ?? 'cancelled' };
  if (state === 'paused') return { tone: 'paused' };
  if (dueAt === null) return { tone: 'unknown' };
  const isReached = (moment: Date | null) => moment !== null && moment <= now;
  const distance = distanceOf(deadline.unit, dueAt, now, calendar);
  if (isReached(lateAfter ?? dueAt)) return { tone: turnsRed ? 'overdue' : 'past', ...distance };
  if (isReached(warningAt)) return { tone: 'warning', ...distance };
  return { tone: isReached(attentionAt) ? 'attention' : 'normal', ...distance };
}

/** Whole hours for a period of hours; days after the nearer day up to and including the farther one for all others (COUNTING 26). */
function distanceOf(unit: string | null, dueAt: Date, now: Date, calendar: WorkingDays): Required<Pick<Light, 'count' | 'unit'>> {
  if (unit === 'hour') return { count: Math.floor(Math.abs(dueAt.getTime() - now.getTime()) / hourMs), unit };
  const dueOn = legalDay(dueAt.getTime() - 1);
  const today = legalDay(now.getTime());
  const [from, to] = today < dueOn ? [today, dueOn] : [dueOn, today];
  const workingDays = unit === 'working-day' ? calendar.workingDaysAfter(from, to) : 0;
  // Between two days with nothing but rest days after the first (a Saturday after a due Friday) no working day has gone: days are told.
  return workingDays > 0 ? { count: workingDays, unit: 'working-day' } : { count: daysBetween(from, to), unit: 'calendar-day' };
}

const legalDay = (epochMs: number): LocalDate => dateOf(new Date(epochMs).toISOString());
