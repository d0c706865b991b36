import { packVersionOf, type PackShelf } from '@xiezhi/mechanism-pack';
import { type FigureDefinition, figureDefinitions, freezeDayOf, type Period, periodOf } from '@xiezhi/statistics';
import { addMonths, Calendar, type LocalDate } from '@xiezhi/statutory-time';

/** Months back that are frozen at all: those of this year and the last are the ones officers can choose, whenever freezing begins. */
export const monthsBackMax = 24;

/** One figure of one month whose day has come. */
export interface DueFigure {
  definition: FigureDefinition;
  period: Period;
  dueOn: LocalDate;
}

/** On which legal day which month figures are frozen, by the calendar by which the portal counts working days everywhere else. */
export class FreezePlan {
  /** Pack that the calendar is of, `name@version`. */
  readonly calendarName: string;
  readonly #calendar: Calendar;
  /** Found out once: every world asks for the same months. */
  readonly #days = new Map<string, LocalDate>();
  readonly #definitions: readonly FigureDefinition[];

  constructor(calendar: Calendar, calendarName: string, definitions: readonly FigureDefinition[] = figureDefinitions) {
    this.#calendar = calendar;
    this.calendarName = calendarName;
    this.#definitions = definitions;
  }

  /** The pack of the setting, of which the portal takes its calendars. */
  static of({ home }: Pick<PackShelf, 'home'>): FreezePlan {
    return new FreezePlan(new Calendar(home.calendars), packVersionOf(home.header));
  }

  /** @returns undefined for what is no month */
  dayOf(period: Period, { maturityDays = 0 }: Pick<FigureDefinition, 'maturityDays'>): LocalDate | undefined {
    const key = `${period.text} ${maturityDays}`;
    const day = this.#days.get(key) ?? freezeDayOf(period, (on) => this.#calendar.isRest(on), maturityDays);
    if (day !== undefined) this.#days.set(key, day);
    return day;
  }

  /** Whether the notice that settles the rest days around this day is still to come (COUNTING 12). */
  isProvisional(dueOn: LocalDate): boolean {
    return !this.#calendar.isConfirmed(dueOn);
  }

  /** Everything whose day has come, the earliest month first; at most {@link monthsBackMax} months. */
  dueOn(today: LocalDate): DueFigure[] {
    const thisMonth = `${today.slice(0, 7)}-01`;
    return Array.from({ length: monthsBackMax }, (_unused, index) => addMonths(thisMonth, index - monthsBackMax)).flatMap((first) => {
      const period = periodOf(first.slice(0, 7), today);
      if (period === undefined) return [];
      return this.#definitions.flatMap((definition) => {
        const dueOn = this.dayOf(period, definition);
        return dueOn !== undefined && dueOn <= today ? [{ definition, period, dueOn }] : [];
      });
    });
  }
}
