import type { IntegrationEvent } from '@xiezhi/contracts';
import type { MechanismPack } from '@xiezhi/mechanism-pack';
import { PackShelf } from '@xiezhi/mechanism-pack';
import { agencies } from '@xiezhi/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockRuleBook } from '../clock/clock-rules.ts';
import { handOffStory, on, pack, problemStory, PureClocks } from '../clock/clock.fixture.ts';
import { dryRun } from './dry-run.ts';

const { harbour, customs } = agencies;
const kinds = { [harbour]: 'RCO', [customs]: 'PRO' };
const known = new Map(Object.entries(kinds));
const until = on('2027-12-31');

type Rule = MechanismPack['clocks'][number]['rules'][number];
const withRows = (change: (rule: Rule) => Rule[]): MechanismPack => ({
  ...pack,
  header: { ...pack.header, version: '2026.2' },
  clocks: pack.clocks.map((file) => ({ ...file, rules: file.rules.flatMap(change) })),
});
const slower = withRows((rule) => [rule.id === 'H06' ? { ...rule, length: (rule.length ?? 0) + 3 } : rule]);
const without = withRows((rule) => (rule.id === 'H06' ? [] : [rule]));
const compare = (history: IntegrationEvent[], after: MechanismPack) => dryRun(history, { before: pack, after }, until, known);

describe('a dry run', () => {
  const hand = handOffStory(harbour, customs);
  const sent = hand.sent(on('2026-10-12'));

  it('finds nothing where nothing is otherwise', () => {
    const same = withRows((rule) => [rule]);
    expect(compare([sent, hand.received(on('2026-10-13')), hand.accepted(on('2026-10-14'))], same)).toEqual({
      events: 3,
      deadlines: [],
      guards: [],
      routes: [],
    });
  });
  it('lists a deadline that would fall on another day, and one that there would not be', () => {
    const [changed] = compare([sent], slower).deadlines;
    expect(changed).toMatchObject({ ruleId: 'H06', subject: `hand-off/${hand.handOffId}`, matterId: hand.matterId });
    expect(Date.parse(changed!.after!.due)).toBeGreaterThan(Date.parse(changed!.before!.due));
    const [gone] = compare([sent], without).deadlines;
    expect(gone).toMatchObject({ ruleId: 'H06', before: { holder: customs } });
    expect(gone).not.toHaveProperty('after');
  });
  it('lists a deadline that was missed and would have been met', () => {
    const late = compare([sent, hand.received(on('2026-10-14', '16:00'))], slower).deadlines;
    expect(late).toEqual([
      expect.objectContaining({
        ruleId: 'H06',
        before: expect.objectContaining({ outcome: 'met-late' }),
        after: expect.objectContaining({ outcome: 'met' }),
      }),
    ]);
  });
  it('lists steps that could not have been taken, would lead elsewhere, or ask for something else', () => {
    const { problemId, step } = problemStory(harbour, customs, '一般');
    const rule = (id: string) => pack.charts['problem']!.transitions.find((one) => one.id === id)!;
    const taken = (id: string) => step(id, on('2026-08-03'), { from: rule(id).from[0], to: rule(id).to });
    const change = (id: string, to: Partial<(typeof pack.charts)['problem']['transitions'][number]> | undefined): MechanismPack => {
      const problem = pack.charts['problem']!;
      const transitions = problem.transitions.flatMap((one) => (one.id !== id ? [one] : to === undefined ? [] : [{ ...one, ...to }]));
      return { ...pack, header: { ...pack.header, version: '2026.2' }, charts: { ...pack.charts, problem: { ...problem, transitions } } };
    };
    const guardsOf = (after: MechanismPack) => compare([taken('P2')], after).guards;
    const named = { subject: `problem/${problemId}`, chart: 'problem', transition: 'P2', before: `leads to ${rule('P2').to}` };
    expect(guardsOf(change('P2', undefined))).toEqual([{ ...named, after: 'no such step' }]);
    expect(guardsOf(change('P2', { to: 'MERGED' }))).toEqual([{ ...named, after: 'leads to MERGED' }]);
    expect(guardsOf(change('P2', { requires: ['place'] }))).toEqual([{ ...named, after: `${named.before}, other requires` }]);
    expect(guardsOf(change('P2', { from: ['CLOSED'] }))).toEqual([{ ...named, after: `not from ${rule('P2').from[0]!}` }]);
    expect(guardsOf(change('P3', undefined))).toEqual([]);
  });
  it('lists routes that would open another file', () => {
    const damage = pack.charts['damage-claim']!;
    const charts = { ...pack.charts, 'damage-claim': { ...damage, opening: { own: [], received: ['clue-from-public'] } } };
    const after: MechanismPack = { ...pack, charts, header: { ...pack.header, version: '2026.2' } };
    expect(compare([hand.accepted(on('2026-10-14'))], after).routes).toEqual([
      { subject: hand.subject, routeId: 'clue-from-public', before: 'case-file', after: 'damage-claim' },
    ]);
  });
  it('leaves out what happened under another mechanism', () => {
    const elsewhere = { ...sent, data: { ...sent.data, mechanism: 'forest-chief-procurator' } };
    expect(compare([elsewhere], slower)).toEqual({ events: 0, deadlines: [], guards: [], routes: [] });
  });
});

describe('a dry run equals both versions side by side', () => {
  const days = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 3 }).map((some) => some.toSorted((a, b) => a - b));
  const dayAfter = (count: number) => on(new Date(Date.UTC(2026, 9, 12 + count)).toISOString().slice(0, 10), '16:00');
  const under = (version: MechanismPack, events: IntegrationEvent[]) =>
    new PureClocks(kinds, new ClockRuleBook(new PackShelf(version))).hear(...events);
  /** What a service that runs on this version shows of a row: when it is due, and how it ended. */
  function shown(all: PureClocks, ruleId: string) {
    if (!all.rules().includes(ruleId)) return undefined;
    const clock = all.of(ruleId);
    const due = clock.plan.state === 'due' ? clock.plan.dueAt : 'paused';
    return { holder: clock.terms.holder, due, outcome: clock.status === 'ended' ? clock.outcome : 'running' };
  }

  it.each([
    ['a longer period', slower],
    ['a row less', without],
  ])('with %s, whenever it was sent, received and accepted', (_what, after) =>
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 3 }), ([first = 0, second = 0, third = 0], told) => {
        const hand = handOffStory(harbour, customs);
        const events = [hand.sent(dayAfter(first)), hand.received(dayAfter(second)), hand.accepted(dayAfter(third))].slice(0, told);
        const [one, other] = [under(pack, events), under(after, events)];
        const rows = new Set([...one.rules(), ...other.rules()]);
        const expected = [...rows].filter(
          (row) => JSON.stringify(outcomes(shown(one, row))) !== JSON.stringify(outcomes(shown(other, row))),
        );
        expect(new Set(compare(events, after).deadlines.map(({ ruleId }) => ruleId))).toEqual(new Set(expected));
        for (const { ruleId, before, after: then } of compare(events, after).deadlines) {
          expect(outcomes(before)).toEqual(outcomes(shown(one, ruleId)));
          expect(outcomes(then)).toEqual(outcomes(shown(other, ruleId)));
        }
      }),
      { numRuns: 60 },
    ),
  );
});

/** The fixture has no ticker: who learns in time is not told apart from who learns late. */
const outcomes = <One extends { outcome: string }>(one: One | undefined) =>
  one && { ...one, outcome: one.outcome === 'met-learnt-late' ? 'met' : one.outcome };
