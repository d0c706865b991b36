const shanghaiDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** Legal dates are Asia/Shanghai, whatever zone the machine is in: `2026-10-12`. */
export function legalDayOf(moment: string | Date): string {
  return shanghaiDay.format(new Date(moment));
}
