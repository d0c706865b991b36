const shanghai = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The day of an act in Asia/Shanghai, where every legal date is counted (DESIGN 7): `2026-11-24`. Absent means today. */
export function legalDayOf(actedAt?: string): string {
  return shanghai.format(actedAt === undefined ? new Date() : new Date(actedAt));
}
