const shanghai = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The day in Asia/Shanghai, where every legal date is counted (DESIGN 7): `2026-11-24`. */
export function legalDayOf(moment: Date): string {
  return shanghai.format(moment);
}
