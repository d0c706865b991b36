/** Every legal moment is shown in the time of Asia/Shanghai, wherever the browser stands. */
const zone = { timeZone: 'Asia/Shanghai' } as const;
const day = new Intl.DateTimeFormat('zh-CN', { ...zone, year: 'numeric', month: 'long', day: 'numeric' });
const clock = new Intl.DateTimeFormat('zh-CN', { ...zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

const offsetMs = 8 * 3_600_000;
const dayMs = 24 * 3_600_000;

export function formatMoment(text: string): string {
  const moment = new Date(text);
  return `${day.format(moment)} ${clock.format(moment)}`;
}

/** A legal day, such as 2026-11-06. */
export const formatDay = (on: string): string => day.format(new Date(`${on}T00:00:00+08:00`));

/** A deadline at midnight is the end of the day before: 24:00 and not 00:00 (COUNTING 1). */
export function formatDue(text: string): string {
  const due = new Date(text);
  if ((due.getTime() + offsetMs) % dayMs !== 0) return formatMoment(text);
  return `${day.format(new Date(due.getTime() - 1))} 24:00`;
}

/** What a `datetime-local` field holds, read as a moment of Asia/Shanghai. */
export const momentOfField = (value: string): string => `${value}${value.length === 16 ? ':00' : ''}+08:00`;

/** A day as a `date` field holds it, in Asia/Shanghai. */
export const dayOfField = (moment: Date): string => fieldOfMoment(moment).slice(0, 10);

/** A moment as a `datetime-local` field holds it, in Asia/Shanghai. */
export const fieldOfMoment = (moment: Date): string => new Date(moment.getTime() + offsetMs).toISOString().slice(0, 16);
