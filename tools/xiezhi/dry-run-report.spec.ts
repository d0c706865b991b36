import { resolve } from 'node:path';
import { noDifferences } from '@xiezhi/case-supervision/dry-run';
import { readMechanismPack } from '@xiezhi/mechanism-pack';
import { describe, expect, it } from 'vitest';
import { reportOf } from './dry-run-report.ts';
import { endOf } from './pack-dry-run.ts';

const pack = readMechanismPack(resolve(import.meta.dirname, '../../packs/river-chief-procurator'));
const nothing = {
  before: 'as recorded',
  after: 'river-chief-procurator@2026.2',
  read: 9,
  missing: 0,
  unreadable: 0,
  ...noDifferences(),
  events: 7,
};
const deadline = (subject: string, before: string, after: string) => ({
  ruleId: 'H06',
  subject,
  matterId: 'm',
  before: { holder: 'harbour', due: before, outcome: 'met' },
  after: { holder: 'harbour', due: after, outcome: 'met' },
});

describe('the report of a dry run', () => {
  it('says so when nothing would differ', () => {
    expect(reportOf(nothing, pack)).toContain('7 announcements of this mechanism, of 9');
    expect(reportOf(nothing, pack)).toMatch(/nothing would differ$/);
  });
  it('groups by row with counts, and writes the last day of a period as that day', () => {
    const deadlines = [deadline('hand-off/1', '2026-10-14T00:00:00+08:00', '2026-10-17T00:00:00+08:00')];
    const report = reportOf({ ...nothing, deadlines }, pack);
    expect(report).toMatch(/deadlines: 1\nrow +other day +other outcome +new +gone +name\nH06 +1 +0 +0 +0 +移送签收/);
    expect(report).toContain('2026-10-13 met');
    expect(report).toContain('2026-10-16 met');
  });
  it('prints twenty of a group and says how many are left', () => {
    const many = Array.from({ length: 25 }, (_, at) =>
      deadline(`hand-off/${at}`, '2026-10-14T00:00:00+08:00', '2026-10-17T00:00:00+08:00'),
    );
    expect(reportOf({ ...nothing, deadlines: many }, pack)).toMatch(/… and 5 more; --json lists all$/);
  });
  it('says what is missing on the topics: a comparison over half a history is none', () =>
    expect(reportOf({ ...nothing, missing: 2, unreadable: 1 }, pack)).toMatch(/2 announcements are missing.*\n1 records cannot be read/));
});

describe('until when periods run out', () => {
  it('is a day to its end, or a moment', () => {
    expect(endOf('2026-12-31')).toBe('2026-12-31T23:59:59.999+08:00');
    expect(endOf('2026-12-31T12:00:00+08:00')).toBe('2026-12-31T12:00:00+08:00');
    expect(endOf(undefined)).toBeUndefined();
  });
  it('is no impossible day', () => expect(() => endOf('2026-02-30')).toThrow('no day and no moment'));
});
