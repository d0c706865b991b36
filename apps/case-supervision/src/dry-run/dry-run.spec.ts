import type { IntegrationEvent } from '@xiezhi/contracts';
import type { MechanismPack } from '@xiezhi/mechanism-pack';
import { PackShelf, packVersionOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { resolve } from 'node:path';
import { agencies } from '@xiezhi/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockRuleBook } from '../clock/clock-rules.ts';
import { clockRules, handOffStory, on, pack, problemStory, PureClocks } from '../clock/clock.fixture.ts';
import { dryRun, DryRun, noDifferences } from './dry-run.ts';

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
const forest = readMechanismPack(resolve(import.meta.dirname, '../../../../packs/forest-chief-procurator'));
/** Of a mechanism that is not the services' own. */
function withHome(history: IntegrationEvent[], before: MechanismPack, after: MechanismPack) {
  const side = (other: MechanismPack) => {
    const shelf = new PackShelf(pack);
    shelf.put(other);
    return { shelf, version: packVersionOf(other.header) };
  };
  const legalNow = { when: (at: string) => at, atLast: () => until };
  const run = new DryRun({ mechanism: before.header.name, before: side(before), after: side(after), kinds: known, legalNow });
  for (const event of history) run.hear(event);
  return run.finish();
}
const compare = (history: IntegrationEvent[], after: MechanismPack) => dryRun(history, { before: pack, after }, until, known);

describe('a dry run', () => {
  const hand = handOffStory(harbour, customs);
  const sent = hand.sent(on('2026-10-12'));

  it('finds nothing where nothing is otherwise', () => {
    const same = withRows((rule) => [rule]);
    expect(compare([sent, hand.received(on('2026-10-13')), hand.accepted(on('2026-10-14'))], same)).toEqual({
      events: 3,
      deadlines: [],
      rungs: [],
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
      { subject: hand.subject, routeId: 'clue-from-public', before: 'opens case-file', after: 'opens damage-claim' },
    ]);
  });
  it('lists hand-offs whose route would have other terms, or not be there', () => {
    const [route] = forest.routes!;
    const assigned = handOffStory(harbour, customs);
    const under = { ...assigned.data, routeId: route!.slug, mechanism: forest.header.name };
    const told = { ...assigned.sent(on('2026-10-12')), data: { ...assigned.sent(on('2026-10-12')).data, ...under } };
    const changed = (routes: NonNullable<MechanismPack['routes']>): MechanismPack => ({ ...forest, routes });
    const routesOf = (after: MechanismPack) => withHome([told], forest, after).routes;
    const named = { subject: assigned.subject, routeId: route!.slug, before: 'sent under its terms' };
    expect(routesOf(changed([{ ...route!, verbs: { ...route!.verbs, refuse: 'never' } }]))).toEqual([{ ...named, after: 'other verbs' }]);
    expect(routesOf(changed([]))).toEqual([{ ...named, after: 'no such route' }]);
    expect(routesOf(forest)).toEqual([]);
  });
  it('lists the same of the services’ own mechanism, whether its hand-offs name it or not', () => {
    const sentBy = (data: object) => ({ ...sent, data: { ...sent.data, ...data } });
    const routeId = 'clue-from-public';
    const history = [sentBy({ routeId }), sentBy({ routeId, mechanism: pack.header.name })];
    const { routes = [], ...withoutRoutes } = pack;
    const said = (after: MechanismPack) => compare(history, after).routes.map((one) => one.after);
    const routesOf = (those: typeof routes) => said({ ...pack, routes: those });
    const stricter = routes.map((route) => (route.slug === routeId ? { ...route, requiredMaterial: [] } : route));
    expect(routesOf(stricter)).toEqual(['other requiredMaterial', 'other requiredMaterial']);
    expect(routesOf(routes.filter(({ slug }) => slug !== routeId))).toEqual(['no such route', 'no such route']);
    // Versions before packs brought routes went those of the directory, which are still there.
    expect(said(withoutRoutes)).toEqual([]);
  });
  it('lists rungs that would be told on another day, or not at all', () => {
    const { deadlines, rungs } = compare([sent], slower);
    expect(deadlines).toHaveLength(1);
    const told = rungs.filter(({ ruleId, rung }) => ruleId === 'H06' && rung === 'overdue');
    expect(told).toEqual([expect.objectContaining({ before: { at: deadlines[0]!.before!.due }, after: { at: deadlines[0]!.after!.due } })]);
    const warned: MechanismPack = { ...pack, warnings: { ...pack.warnings!, oneWorkingDay: { warningAt: '15:30' } } };
    const earlier = compare([sent], warned);
    expect(earlier.deadlines).toEqual([]);
    expect(earlier.rungs).toEqual([expect.objectContaining({ rung: 'warning', after: { at: '2026-10-13T15:30:00+08:00' } })]);
    const silent = withRows((rule) => [rule.id === 'H06' ? { ...rule, warns: false } : rule]);
    expect(compare([sent], silent).rungs.every(({ after }) => after === undefined)).toBe(true);
  });
  it('lists rungs that would lead to the proposal of another level', () => {
    const ladder = { ...pack.ladder!, proposals: { overdue: 'S3', longOverdue: 'S3' } as const };
    const toOffice = handOffStory(customs, harbour);
    const found = compare([toOffice.sent(on('2026-10-12'))], { ...pack, ladder });
    expect(found.deadlines).toEqual([]);
    const { overdue } = pack.ladder!.proposals;
    expect(found.rungs[0]).toMatchObject({ rung: 'overdue', before: { proposes: overdue }, after: { proposes: 'S3' } });
    // Of a judicial organ nothing is proposed.
    expect(compare([sent], { ...pack, ladder }).rungs).toEqual([]);
  });
  it('foresees no proposal where the mechanism has no ladder', () => {
    const { ladder: _, ...rules } = pack;
    const dune = (ladder: object): MechanismPack => ({ ...rules, ...ladder, header: { ...pack.header, name: 'dune-chief-procurator' } });
    const toOffice = handOffStory(customs, harbour);
    const late = toOffice.sent(on('2026-10-12'));
    const told = { ...late, data: { ...late.data, mechanism: 'dune-chief-procurator' } };
    const { rungs } = withHome([told], dune({}), dune({ ladder: pack.ladder }));
    expect(rungs[0]).toMatchObject({ rung: 'overdue', after: { proposes: 'S2' } });
    expect(rungs[0]?.before).not.toHaveProperty('proposes');
  });
  it('judges every matter by its own version where no other is named, and leaves what is later in another world alone', () => {
    const shelf = new PackShelf(pack);
    const { step } = problemStory(harbour, customs, '一般');
    shelf.put(withRows((rule) => [rule.id === 'H06' ? { ...rule, length: 9 } : rule]));
    const world = '7b2f6a4e-0000-4000-8000-000000000001';
    const elsewhere = handOffStory(harbour, customs, { world });
    const events = [sent, elsewhere.sent(on('2030-01-04')), step('P2', on('2026-10-12'), { packVersion: 'river-chief-procurator@2026.2' })];
    const run = new DryRun({
      mechanism: pack.header.name,
      before: { shelf },
      after: { shelf: new PackShelf(pack), version: clockRules.packVersion },
      kinds: known,
      legalNow: { when: (at) => at, atLast: (of) => (of === world ? on('2030-01-04', '10:00') : on('2026-10-12', '10:00')) },
    });
    for (const event of events) run.hear(event);
    const found = run.finish();
    expect(found.guards).toEqual([]);
    expect(found.events).toBe(3);
    // The hand-off is of the version in force on its day, which counts nine days; nobody is late yet in either world.
    expect(found.deadlines.map(({ subject, before, after }) => [subject, before!.outcome, after!.outcome])).toEqual(
      [hand.subject, elsewhere.subject].toSorted().map((subject) => [subject, 'running', 'running']),
    );
    expect(found.rungs).toEqual([]);
  });
  it('waits for no version: one that is nowhere is named', () => {
    const { step } = problemStory(harbour, customs, '一般');
    const run = new DryRun({
      mechanism: pack.header.name,
      before: { shelf: new PackShelf(pack) },
      after: { shelf: new PackShelf(pack), version: clockRules.packVersion },
      kinds: known,
      legalNow: { when: (at) => at, atLast: () => until },
    });
    const stranger = step('P2', on('2026-10-12'), { packVersion: 'river-chief-procurator@2031.1' });
    expect(() => run.hear(stranger)).toThrow('PACK_VERSION_NOT_LOADED');
  });
  it('leaves out what happened under another mechanism', () => {
    const elsewhere = { ...sent, data: { ...sent.data, mechanism: 'forest-chief-procurator' } };
    expect(compare([elsewhere], slower)).toEqual(noDifferences());
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
