import type { CalendarYear } from '@xiezhi/statutory-time';

/** A year has one file, and within a notice each day is off once and never both off and worked. Later notices change earlier ones. */
export function checkCalendars(calendars: readonly CalendarYear[]): string[] {
  const years = calendars.map(({ year }) => year);
  return [
    ...years.filter((year, place) => years.indexOf(year) !== place).map((year) => `calendars/${year}.yaml year: ${year} stands twice`),
    ...calendars.flatMap(({ year, notices }) =>
      notices.flatMap(({ document, off, makeUp }) => [
        ...off.flatMap((one, place) =>
          off
            .slice(place + 1)
            .filter((other) => one.from <= other.to && other.from <= one.to)
            .map(
              (other) => `calendars/${year}.yaml notices: ${document} lets ${one.from} to ${one.to} overlap ${other.from} to ${other.to}`,
            ),
        ),
        ...makeUp
          .filter((day) => off.some(({ from, to }) => from <= day && day <= to))
          .map((day) => `calendars/${year}.yaml notices: ${document} lets a worked day overlap a day off, ${day}`),
      ]),
    ),
  ];
}
