/** What a period is counted in: what is left of it is told in the same. Clocks announced before say nothing of it: natural days are told. */
export const workingDaysSql = `
  alter table portal.deadline add column unit text;
  comment on column portal.deadline.unit is 'What the period is counted in: hour, calendar-day, working-day, month, year.';`;
