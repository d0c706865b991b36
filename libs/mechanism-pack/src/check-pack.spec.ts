import { StageChart } from '@xiezhi/stage-chart';
import { ClockRule } from '@xiezhi/statutory-time';
import { describe, expect, it } from 'vitest';
import { checkPack } from './check-pack.ts';
import { PackedRoute } from './routes.ts';

const source = [{ text: '港口规则', article: '第一条', evidence: 'D' as const }];
const step = (id: string, more: object = {}) => ({
  id,
  name: id,
  from: ['OPEN'],
  to: 'CLOSED',
  actors: [{ party: 'keeper', roles: ['handler'] }],
  source,
  ...more,
});
const hears = (id: string, chart: string, ...transitions: string[]) => step(id, { actors: [], driven: { chart, transitions } });
const chartOf = (name: string, transitions: object[], more: object = {}) =>
  StageChart.parse({
    chart: name,
    title: name,
    parties: { keeper: '承办单位' },
    stages: [
      { id: 'OPEN', name: '已立' },
      { id: 'CLOSED', name: '已结' },
    ],
    initial: 'OPEN',
    ends: ['CLOSED'],
    deviation: 'refused',
    fields: {},
    transitions,
    ...more,
  });
const complaints = (charts: StageChart[], rules: ClockRule[] = []) =>
  checkPack(Object.fromEntries(charts.map((chart) => [chart.chart, chart])), rules);
const clock = (where: object) =>
  ClockRule.parse({
    id: 'X01',
    name: '修理',
    subject: { kind: 'case-file', id: 'caseFileId' },
    start: [{ event: 'case-supervision.case-file-stage-entered.v1', where }],
    stop: [{ event: 'case-supervision.case-file-stage-entered.v1', where: { to: 'CLOSED' } }],
    length: 3,
    unit: 'calendar-day',
    roll: 'forward',
    holder: 'agency',
    watchers: [],
    nature: 'internal',
    mark: { length: 'D', dayType: 'D' },
    source: '港口规则第一条',
  });

const ship = chartOf('ship', [step('S1'), hears('S2', 'dock', 'D1')]);
const dock = chartOf('dock', [step('D1'), hears('D2', 'ship', 'S1')]);

describe('charts that wait for each other', () => {
  it('may, as long as somebody acts', () => expect(complaints([ship, dock])).toEqual([]));
  it('name charts and steps that are there', () =>
    expect(complaints([ship, chartOf('dock', [step('D3')]), chartOf('quay', [hears('Q1', 'crane', 'C1')])])).toEqual([
      'charts/ship.yaml transitions S2: waits for dock D1, which is not there',
      'charts/quay.yaml transitions Q1: waits for chart crane, which is not there',
    ]));
  it('never answer each other by events alone', () =>
    expect(complaints([chartOf('ship', [hears('S1', 'dock', 'D1')]), chartOf('dock', [hears('D1', 'ship', 'S1')])])).toEqual([
      'charts: ship S1 waits for itself, by way of dock D1',
      'charts: dock D1 waits for itself, by way of ship S1',
    ]));
});

describe('a chart that waits for every file', () => {
  const waiting = chartOf('ship', [step('S1', { actors: [], driven: { chart: 'dock', transitions: ['D1'], every: true } })]);
  const dockBy = (...received: string[]) => chartOf('dock', [step('D1')], { opening: { received } });
  const route = (slug: string, more: object = {}) =>
    PackedRoute.parse({
      id: '9b1d7c40-5e2a-5f6b-8c3d-1e4a7b2c9d01',
      slug,
      name: slug,
      kind: 'share',
      matterKind: 'case-file',
      fromKind: 'TRA',
      toKind: 'WAT',
      relation: 'any',
      sourceCodes: [],
      verbs: { refuse: 'never', return: 'never', forward: 'never', recall: 'never' },
      requiredMaterial: [],
      requiredHistory: [],
      signingChain: ['approver'],
      legalBasis: source,
      validFrom: '2026-01-01',
      ...more,
    });
  const about = (asked: StageChart, routes?: PackedRoute[]) => checkPack({ ship: waiting, dock: asked }, [], routes);

  it('may, where a route shares its file so that one of them opens', () => {
    expect(about(dockBy('to-the-dock'), [route('to-the-dock')])).toEqual([]);
    expect(about(dockBy('by-tow', 'to-the-dock'), [route('by-tow', { kind: 'owning' }), route('to-the-dock')])).toEqual([]);
  });
  it('may trust a route of the directory, where the pack brings none', () => expect(about(dockBy('to-the-dock'))).toEqual([]));
  it('never goes on where no route opens such a file, and the check says so', () =>
    expect(about(dockBy(), [])).toEqual([
      'charts/ship.yaml transitions S1: waits for every dock, which no route opens: name one in opening.received of charts/dock.yaml',
    ]));
  it('nor where the pack brings routes, and that one is not among them', () =>
    expect(about(dockBy('to-the-dock'), [route('by-tow')])).toEqual([expect.stringContaining('no route shares a file to open one')]));
  it.each([{ kind: 'owning' as const }, { matterKind: 'clue' as const }])('nor where the only route is one of %o', (more) =>
    expect(about(dockBy('to-the-dock'), [route('to-the-dock', more)])).toEqual([
      'charts/ship.yaml transitions S1: waits for every dock, but no route shares a file to open one: to-the-dock in routes.yaml should say kind: share, matterKind: case-file',
    ]),
  );
});

it('a route opens one kind of file', () => {
  const opened = { opening: { received: ['to-the-dock'] } };
  expect(complaints([chartOf('ship', [step('S1')], opened), chartOf('dock', [step('D1')], opened)])).toEqual([
    'charts/dock.yaml opening: the route to-the-dock opens another kind of file too',
  ]);
});

describe('a clock', () => {
  const raft = chartOf('raft', [step('S1')]);
  const quay = chartOf('quay', [step('D1')]);
  it('waits for steps and stages that some chart has', () => {
    expect(complaints([raft], [clock({ transition: 'S1' })])).toEqual([]);
    expect(complaints([raft], [clock({ transition: ['S1', 'S9'] })])).toEqual(['clocks X01: no chart has the step S9']);
    expect(complaints([raft], [clock({ to: 'SUNK' })])).toEqual(['clocks X01: no chart has the stage SUNK']);
  });
  it('that names a chart means its steps and no other’s', () => {
    expect(complaints([raft, quay], [clock({ chart: 'quay', transition: 'S1' })])).toEqual(['clocks X01: no chart has the step S1']);
    expect(complaints([raft], [clock({ chart: 'crane', transition: 'S1' })])).toEqual([
      'clocks X01: waits for chart crane, which is not there',
    ]);
  });
});
