import { describe, expect, it } from 'vitest';
import { type Clock, dueOf, faultOf } from './deadlines.ts';
import { Made } from './made.ts';

const made = new Made(new Map([['customs', 'c']]));
made.things.set('线索', { word: '线索', id: 'clue-1', familyId: 'f', matter: { kind: 'clue', id: 'clue-1' } });
made.things.set('移送', { word: '移送', id: 'ho-1', familyId: 'f', matter: { kind: 'clue', id: 'clue-1' } });

const clock = (more: Partial<Clock> = {}): Clock => ({
  clockId: '1',
  ruleId: 'H06',
  ruleName: '移送签收',
  subject: 'hand-off/ho-1',
  matterId: 'clue-1',
  holder: 'c',
  dueAt: '2026-10-13T16:00:00.000Z',
  state: 'running',
  light: 'normal',
  isProvisional: false,
  ...more,
});

describe('an expected deadline', () => {
  const expected = { 规则: 'H06', 对象: '移送', 应于: '2026-10-13', 状态: '计时', 义务单位: 'customs', 暂定: false, 灯: '灰' } as const;

  it('is met by a clock that ends at 24:00 of its day', () => expect(faultOf(expected, [clock()], made)).toBeUndefined());

  it.each([
    ['another day', clock({ dueAt: '2026-10-14T16:00:00.000Z' }), '应于 2026-10-15 00:00'],
    ['another state', clock({ state: 'overdue' }), '逾期'],
    ['another colour', clock({ light: 'warning' }), '黄灯'],
    ['another rule', clock({ ruleId: 'H07' }), '没有规则 H06'],
    ['another object', clock({ subject: 'hand-off/ho-2' }), 'hand-off/ho-2'],
    ['another holder', clock({ holder: 'harbour' }), '应于 2026-10-13'],
    ['a provisional day', clock({ isProvisional: true }), '应于 2026-10-13'],
  ])('with %s is told as a fault, with what was found', (_what, found, word) => {
    expect(faultOf(expected, [found], made)).toContain('期限 H06 移送 应于 2026-10-13');
    expect(faultOf(expected, [found], made)).toContain(word);
  });

  it('of a matter may stand on any stream about it', () =>
    expect(faultOf({ 规则: 'H06', 对象: '线索', 应于: '2026-10-13' }, [clock()], made)).toBeUndefined());

  it('that must not be there is a fault when it is', () => {
    expect(faultOf({ 规则: 'H06', 应于: '无' }, [], made)).toBeUndefined();
    expect(faultOf({ 规则: 'H06', 应于: '无' }, [clock()], made)).toContain('不应有此期限');
  });

  it('of hours is compared to the minute', () => {
    const found = clock({ dueAt: '2026-10-13T02:00:00.000Z' });
    expect(dueOf(found, 16)).toBe('2026-10-13 10:00');
    expect(faultOf({ 规则: 'H06', 应于: '2026-10-13 10:00' }, [found], made)).toBeUndefined();
    expect(faultOf({ 规则: 'H06', 应于: '2026-10-13 10:01' }, [found], made)).toContain('2026-10-13 10:00');
  });
});
