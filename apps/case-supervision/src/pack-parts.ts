/** Injection token of the pack's calendars, as one. */
export const CALENDAR = Symbol('case-supervision.calendar');
