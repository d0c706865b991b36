import { z } from 'zod';

/** `past`: over, but of a kind that only reminds and never turns red (COUNTING 29). */
export const tones = ['normal', 'attention', 'warning', 'overdue', 'past', 'paused', 'met', 'met-late', 'cancelled', 'unknown'] as const;

export const Light = z.object({
  tone: z.enum(tones).describe('Shown as colour, icon and words, never as colour alone'),
  days: z.int().min(0).optional().describe('Calendar days left, or since the due day; 0 on the due day itself'),
  hours: z.int().min(0).optional().describe('Hours left or over, when it is less than a day'),
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
  turnsRed: boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Every legal day is one of Asia/Shanghai, which has kept UTC+8 since 1991. */
const shanghaiMs = 8 * hourMs;

const toneOfOutcome: Readonly<Record<string, Light['tone']>> = {
  met: 'met',
  'met-learnt-late': 'met',
  'met-late': 'met-late',
  cancelled: 'cancelled',
};

/** The light at a moment of legal time. An act at the due moment itself is late: 24:00 is the exclusive bound (COUNTING 1). */
export function lightOf({ state, change, dueAt, lateAfter, attentionAt, warningAt, turnsRed }: Lit, now: Date): Light {
  if (state === 'stopped') return { tone: toneOfOutcome[change ?? ''] ?? 'cancelled' };
  if (state === 'paused') return { tone: 'paused' };
  if (dueAt === null) return { tone: 'unknown' };
  const isReached = (moment: Date | null) => moment !== null && moment <= now;
  if (isReached(lateAfter ?? dueAt)) return { tone: turnsRed ? 'overdue' : 'past', ...distance(dueAt, now) };
  if (isReached(warningAt)) return { tone: 'warning', ...distance(dueAt, now) };
  return { tone: isReached(attentionAt) ? 'attention' : 'normal', ...distance(dueAt, now) };
}

function distance(dueAt: Date, now: Date): Pick<Light, 'days' | 'hours'> {
  const days = Math.abs(legalDay(dueAt.getTime() - 1) - legalDay(now.getTime()));
  const apartMs = Math.abs(dueAt.getTime() - now.getTime());
  return apartMs < dayMs ? { days, hours: Math.floor(apartMs / hourMs) } : { days };
}

const legalDay = (moment: number): number => Math.floor((moment + shanghaiMs) / dayMs);
