import { globSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Calendar, CalendarYear } from './calendar.ts';
import { type ClockRule, ClockRules, WarningPolicy } from './clock-rule.ts';

const pack = new URL('../../../packs/river-chief-procurator/', import.meta.url).pathname;
const read = (file: string): unknown => parse(readFileSync(`${pack}${file}`, 'utf8'));

/** The pack's own files, read as its lawyers wrote them: 2018–2026, 2027 being unpublished. */
export const calendarYears = globSync('calendars/*.yaml', { cwd: pack })
  .toSorted()
  .map((file) => CalendarYear.parse(read(file)));
export const calendar = new Calendar(calendarYears);
export const warningPolicy = (): WarningPolicy => WarningPolicy.parse(read('warnings.yaml'));
/** The rows of all procedures. */
export const clockRows = (): ClockRule[] => globSync('clocks/*.yaml', { cwd: pack }).flatMap((file) => ClockRules.parse(read(file)).rules);
