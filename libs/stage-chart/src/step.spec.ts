import { describe, expect, it } from 'vitest';
import { harbourChart as chart, harbourChartInput } from './harbour-chart.fixture.ts';
import {
  foreseen,
  follow,
  followClock,
  followFile,
  followOrRefuse,
  initialStage,
  possible,
  readableBy,
  StageChart,
  type StageState,
  step,
  stepOrRefuse,
  type StepRequest,
  taken,
  type Who,
} from './index.ts';

const office = { agency: 'harbour', account: 'harbour.handler', roles: ['handler'], parties: ['office'], isJudicial: false } satisfies Who;
const approver = { ...office, account: 'harbour.approver', roles: ['approver'] } satisfies Who;
const unit = { agency: 'customs', account: 'customs.handler', roles: ['handler'], parties: ['unit'], isJudicial: false } satisfies Who;
const court = { ...office, agency: 'court', isJudicial: true } satisfies Who;
const stranger = { ...unit, parties: [] } satisfies Who;
const on = '2026-03-02';
const open = { severity: 'minor', fixBy: '2026-03-10' } as const;
const list = { clean: true, signed: true };

const ask = (transition: string, who: Who = office, more: Partial<StepRequest> = {}): StepRequest => ({
  transition,
  who,
  on,
  fields: {},
  ...more,
});
const after = (...requests: StepRequest[]): StageState =>
  requests.reduce((state, request) => stepOrRefuse(chart, state, request).reduce(taken, state), initialStage(chart));
const sent = taken(
  after(ask('A1', office, { fields: open })),
  follow(chart, after(ask('A1', office, { fields: open })), 'hand-off-sent', on),
);
const steppedOn = (state: StageState, ...requests: StepRequest[]): StageState =>
  requests.reduce((now, request) => stepOrRefuse(chart, now, request).reduce(taken, now), state);
const done = steppedOn(sent, ask('A4', unit, { fields: { fixedOn: on } }));
const refusal = (state: StageState, request: StepRequest) => {
  const answer = step(chart, state, request);
  return 'refused' in answer ? { code: answer.refused.code, rule: answer.refused.rule?.id, missing: answer.refused.missing } : answer;
};

describe('a step', () => {
  it('is recorded with its form, its day and the limits it sets', () =>
    expect(step(chart, initialStage(chart), ask('A1', office, { fields: open }))).toEqual({
      step: {
        transition: 'A1',
        from: 'NEW',
        to: 'OPEN',
        by: 'harbour',
        account: 'harbour.handler',
        on,
        fields: open,
        sets: { fix: '2026-03-10', warranty: '2026-04-02' },
        document: 'F-01',
      },
    }));
  it('refused names rule and source', () => {
    const refused = () => stepOrRefuse(chart, initialStage(chart), ask('A7', approver));
    expect(refused).toThrow(
      expect.objectContaining({
        code: 'TRANSITION_NOT_FROM_HERE',
        details: { rule: 'A7', ruleName: '结项', source: '港口规则 第一条〔D〕' },
      }),
    );
  });
  it('said again by the same account with the same content records nothing', () => {
    const state = after(ask('A1', office, { fields: open }));
    expect(step(chart, state, ask('A1', office, { fields: { ...open } }))).toEqual({ isRepetition: true });
    expect(refusal(state, ask('A1', office, { fields: { ...open, fixBy: '2026-03-11' } }))).toMatchObject({
      code: 'TRANSITION_NOT_FROM_HERE',
    });
    expect(refusal(state, ask('A1', approver, { fields: open }))).toMatchObject({ code: 'TRANSITION_NOT_FOR_YOUR_ROLE' });
  });
  it('that stays leaves the stage as it is', () => expect(steppedOn(sent, ask('A6')).stage).toBe('SENT'));
  it('sets a limit in months to the last day where the month is short', () => {
    const state = initialStage(chart);
    const answer = step(chart, state, ask('A1', office, { on: '2026-01-31', fields: { ...open, fixBy: '2026-02-01' } }));
    expect(answer).toMatchObject({ step: { sets: { warranty: '2026-02-28' } } });
  });
});

describe('what stands against a step', () => {
  it.each<[string, StageState, StepRequest, string, string[]]>([
    ['no such step', sent, ask('A9'), 'TRANSITION_UNKNOWN', []],
    ['an event moves it', sent, ask('A2'), 'TRANSITION_FOLLOWS_AN_EVENT', []],
    ['the stage', sent, ask('A7', approver, { fields: { final: list } }), 'TRANSITION_NOT_FROM_HERE', []],
    ['a field that is missing', sent, ask('A4', unit), 'STEP_FIELDS_MISSING', ['fixedOn']],
    [
      'a field the form has not',
      sent,
      ask('A4', unit, { fields: { fixedOn: on, severity: 'minor' } }),
      'STEP_FIELDS_UNKNOWN',
      ['severity'],
    ],
    ['a value that is none', sent, ask('A4', unit, { fields: { fixedOn: 'gestern' } }), 'STEP_FIELDS_INVALID', ['fixedOn']],
    ['a day to come', sent, ask('A4', unit, { fields: { fixedOn: '2026-03-03' } }), 'ACTED_AT_IN_FUTURE', ['fixedOn']],
    [
      'a limit in the past',
      initialStage(chart),
      ask('A1', office, { fields: { ...open, fixBy: '2026-03-01' } }),
      'STEP_FIELDS_INVALID',
      ['fixBy'],
    ],
    [
      'what a value demands',
      initialStage(chart),
      ask('A1', office, { fields: { ...open, severity: 'major' } }),
      'STEP_FIELDS_MISSING',
      ['reason'],
    ],
    ['a limit still open', done, ask('A5'), 'LIMIT_NOT_PASSED', ['fix', 'A6']],
    [
      'an open item',
      steppedOn(done, ask('A6')),
      ask('A7', approver, { fields: { final: { clean: true } } }),
      'CHECKLIST_INCOMPLETE',
      ['signed'],
    ],
    ['a step before it', done, ask('A7', approver, { fields: { final: list } }), 'HISTORY_STEP_MISSING', ['A6']],
    [
      'a step that lies too far back',
      steppedOn(sent, ask('A6'), ask('A4', unit, { fields: { fixedOn: on } })),
      ask('A7', approver, { fields: { final: list } }),
      'HISTORY_STEP_MISSING',
      ['A6'],
    ],
    ['the same person', steppedOn(done, ask('A6')), ask('A7', office, { fields: { final: list } }), 'STEP_SAME_PERSON', ['A6']],
    [
      'a limit that is over',
      steppedOn(done, ask('A6')),
      ask('A7', approver, { on: '2026-04-03', fields: { final: list } }),
      'LIMIT_PASSED',
      ['warranty'],
    ],
    [
      'a hand-off under way',
      steppedOn(done, ask('A6')),
      ask('A7', approver, { isInFlight: true, fields: { final: list } }),
      'MATTER_IN_FLIGHT',
      [],
    ],
  ])('%s', (_name, state, request, code, missing) => expect(refusal(state, request)).toMatchObject({ code, missing }));

  it('not the flight of a matter where the chart permits the step', () =>
    expect(step(chart, done, ask('A5', office, { on: '2026-03-11', isInFlight: true }))).toHaveProperty('step'));
  it('a suspected crime that was not handed over (G4)', () => {
    const suspected = after(ask('A1', office, { fields: { ...open, criminalSuspicion: true } }));
    const state = steppedOn(
      taken(suspected, follow(chart, suspected, 'hand-off-sent', on)),
      ask('A4', unit, { fields: { fixedOn: on } }),
      ask('A6'),
    );
    expect(refusal(state, ask('A7', approver, { fields: { final: list } }))).toMatchObject({ code: 'PENALTY_REPLACES_CRIMINAL_TRANSFER' });
    expect(step(chart, state, ask('A7', approver, { fields: { final: list, criminalTransferNumber: '移送〔2026〕1号' } }))).toHaveProperty(
      'step',
    );
  });
});

describe('a draft', () => {
  const draft = { transition: 'A', from: 'OPEN', to: 'OPEN', by: 'harbour', on, fields: {}, document: 'F-09', internal: true } as const;
  const { internal: _draft, ...signed } = { ...draft, transition: 'B' };
  it('is read by its author alone, until the document is made', () => {
    expect(readableBy('harbour', [draft])).toEqual([draft]);
    expect(readableBy('customs', [draft])).toEqual([]);
    expect(readableBy('customs', [draft, signed])).toEqual([draft, signed]);
    expect(readableBy('customs', [signed, draft])).toEqual([signed]);
  });
  it('counts for no condition about documents', () => {
    const state = { ...initialStage(chart), stage: 'DONE', taken: [{ ...draft, document: 'F-01' }] };
    expect(refusal(state, ask('A7', approver, { fields: { final: list } }))).toMatchObject({ code: 'HISTORY_STEP_MISSING' });
  });
});

describe('permissions', () => {
  it('a stranger takes no step and is offered none (G1)', () => {
    expect(refusal(sent, ask('A4', stranger))).toMatchObject({ code: 'TRANSITION_NOT_YOURS' });
    expect(possible(chart, sent, stranger, { on })).toEqual([]);
  });
  it('a party takes only its own steps', () => expect(refusal(sent, ask('A4', office))).toMatchObject({ code: 'TRANSITION_NOT_YOURS' }));
  it('a post takes only the steps of its role', () =>
    expect(refusal(sent, ask('A6', approver))).toMatchObject({ code: 'TRANSITION_NOT_FOR_YOUR_ROLE' }));
});

describe('a judicial organ (G3)', () => {
  const why = { deviation: '当庭宣告' };
  it('is told what the chart does not foresee, unless it gives its reason', () =>
    expect(refusal(sent, ask('A7', court, { fields: { final: list } }))).toMatchObject({ code: 'TRANSITION_NOT_FROM_HERE' }));
  it('is recorded with its reason', () =>
    expect(step(chart, sent, ask('A7', court, { fields: { final: list }, ...why }))).toMatchObject({
      step: { from: 'SENT', to: 'CLOSED', ...why },
    }));
  it('is recorded without the mark where the chart foresees the step', () => {
    const answer = step(chart, sent, ask('A6', court, why));
    expect(answer).toHaveProperty('step');
    expect(answer).not.toHaveProperty('step.deviation');
  });
  it('records a step the chart has no name for, to a stage it has', () => {
    expect(step(chart, sent, ask('unforeseen', court, { to: 'CLOSED', ...why }))).toMatchObject({ step: { to: 'CLOSED', ...why } });
    expect(refusal(sent, ask('unforeseen', court, { to: 'NOWHERE', ...why }))).toMatchObject({ code: 'STAGE_UNKNOWN' });
    expect(refusal(sent, ask('unforeseen', court, { to: 'CLOSED' }))).toMatchObject({ code: 'DEVIATION_REASON_MISSING' });
  });
  it.each([
    ['by a post that may not speak for it', ask('A1', { ...court, roles: ['approver'] }, { fields: open, ...why }), 'refused'],
    ['where the step is another organ’s', ask('A4', court, { fields: { fixedOn: on }, ...why }), 'refused'],
    [
      'with a day to come in the form',
      ask('A4', { ...court, parties: ['unit'] }, { fields: { fixedOn: '2026-03-03' }, ...why }),
      'refused',
    ],
  ])('is refused only the impossible: %s', (_name, request, expected) => expect(step(chart, done, request)).toHaveProperty(expected));
  it('is what no other organ is', () =>
    expect(refusal(sent, ask('A7', approver, { fields: { final: list }, ...why }))).toMatchObject({ code: 'TRANSITION_NOT_FROM_HERE' }));
});

describe('what follows an event', () => {
  it('moves the matter along the chart', () =>
    expect(follow(chart, sent, 'hand-off-refused', on)).toMatchObject({ transition: 'A3', to: 'OPEN' }));
  it('is recorded as a deviation where the chart foresees none, because ownership has moved', () =>
    expect(follow(chart, done, 'hand-off-refused', on)).toMatchObject({ from: 'DONE', to: 'DONE', deviation: '当前阶段不能办理“退件”' }));
  it('is asked before, where it is ours to bring about', () => {
    expect(foreseen(chart, done, 'hand-off-sent')).toBeUndefined();
    expect(() => followOrRefuse(chart, done, 'hand-off-sent', on)).toThrow(expect.objectContaining({ code: 'TRANSITION_NOT_FROM_HERE' }));
    expect(followOrRefuse(chart, after(ask('A1', office, { fields: open })), 'hand-off-sent', on)).toMatchObject({ to: 'SENT' });
  });
});

describe('what follows a step of another file', () => {
  const listening = StageChart.parse({
    ...harbourChartInput,
    fields: { ...harbourChartInput.fields, fixedOn: { kind: 'day', name: '修复日期', announced: true } },
    transitions: [
      ...harbourChartInput.transitions,
      {
        id: 'A9',
        name: '船厂修好',
        from: ['SENT'],
        to: 'DONE',
        actors: [],
        driven: { chart: 'dock', transitions: ['D1', 'D2'] },
        allows: ['fixedOn'],
        source: harbourChartInput.transitions[0]!.source,
      },
    ],
  });
  const ofDock = (transition: string) => ({ chart: 'dock', transition, fields: { fixedOn: on, dockNumber: '3' } });

  it('moves this one along its own chart and takes over what both forms name', () =>
    expect(followFile(listening, sent, ofDock('D2'), on)).toMatchObject({ transition: 'A9', to: 'DONE', fields: { fixedOn: on } }));
  it('is nothing to a chart that does not wait for it', () => {
    expect(followFile(listening, sent, ofDock('D3'), on)).toBeUndefined();
    expect(followFile(listening, sent, { ...ofDock('D1'), chart: 'quay' }, on)).toBeUndefined();
  });
  it('is a deviation where the chart waits for it, but not from here', () =>
    expect(followFile(listening, done, ofDock('D1'), on)).toMatchObject({ to: done.stage, deviation: '当前阶段不能办理“船厂修好”' }));
});

describe('what is announced of a step', () => {
  const announcing = StageChart.parse({
    ...harbourChartInput,
    fields: {
      ...harbourChartInput.fields,
      fixBy: { kind: 'planned-day', name: '期限', announced: true },
      receiver: { kind: 'agency', name: '接收单位', announced: true },
    },
    transitions: harbourChartInput.transitions.map((rule) => (rule.id === 'A4' ? { ...rule, allows: ['receiver'] } : rule)),
  });
  it('are the fields the chart marks', () =>
    expect(
      stepOrRefuse(announcing, initialStage(announcing), ask('A1', office, { fields: { ...open, reason: '自由文字' } })),
    ).toMatchObject([{ announced: { fixBy: open.fixBy } }]));
  it('is nothing where the chart marks none', () =>
    expect(stepOrRefuse(chart, initialStage(chart), ask('A1', office, { fields: open }))[0]).not.toHaveProperty('announced'));
  it('tells again what the step carries, though its form does not ask for it', () => {
    const { fields, transitions } = announcing;
    const severity = { ...fields['severity']!, announced: true };
    const carrying = StageChart.parse({
      ...announcing,
      fields: { ...fields, severity },
      transitions: transitions.map((rule) => (rule.id === 'A4' ? { ...rule, carries: ['severity'] } : rule)),
    });
    const [fixed] = stepOrRefuse(carrying, sent, ask('A4', unit, { fields: { fixedOn: on } }));
    expect(fixed).toMatchObject({ fields: { fixedOn: on }, announced: { severity: 'minor' } });
  });
  it('names an organ again that its form names and an earlier step recorded', () => {
    const known = { ...sent, values: { ...sent.values, receiver: 'customs' } };
    const [fixed] = stepOrRefuse(announcing, known, ask('A4', unit, { fields: { fixedOn: on } }));
    expect(fixed).toMatchObject({ announced: { receiver: 'customs' } });
  });
});

describe('the end of a period', () => {
  const waiting = StageChart.parse({
    ...harbourChartInput,
    transitions: [
      ...harbourChartInput.transitions,
      {
        ...harbourChartInput.transitions[4],
        id: 'A8',
        to: 'DONE',
        from: ['SENT'],
        actors: [],
        conditions: [],
        driven: { clock: ['A04', 'A05'] },
      },
    ],
  });
  it('moves a file that waits for it, by nobody', () => {
    const moved = followClock(waiting, sent, 'A05', on);
    expect(moved).toMatchObject({ transition: 'A8', from: 'SENT', to: 'DONE', on });
    expect(moved).not.toHaveProperty('by');
  });
  it('is nothing to a file that does not wait for it, or not here', () => {
    expect(followClock(waiting, sent, 'A06', on)).toBeUndefined();
    expect(followClock(waiting, done, 'A04', on)).toBeUndefined();
  });
  it('is nobody’s to take', () =>
    expect(step(waiting, sent, ask('A8'))).toMatchObject({ refused: { code: 'TRANSITION_FOLLOWS_AN_EVENT' } }));
});

describe('the list for a screen', () => {
  const listed = (state: StageState, who: Who) =>
    possible(chart, state, who, { on }).map(({ transition, isPossible, code }) => [transition, isPossible, code]);
  it('says what is possible now and why the rest is not; an empty form stands against nothing', () =>
    expect(listed(done, office)).toEqual([
      ['A1', false, 'TRANSITION_NOT_FROM_HERE'],
      ['A5', false, 'LIMIT_NOT_PASSED'],
      ['A6', true, undefined],
      ['A7', false, 'HISTORY_STEP_MISSING'],
    ]));
  it('offers what only the form still decides', () =>
    expect(listed(steppedOn(done, ask('A6')), approver)).toContainEqual(['A7', true, undefined]));
  it('names target, form, document and source', () =>
    expect(possible(chart, sent, unit, { on }).find(({ transition }) => transition === 'A4')).toEqual({
      transition: 'A4',
      name: '修好',
      to: 'DONE',
      toName: '已修',
      document: undefined,
      form: [{ field: 'fixedOn', name: '修复日期', kind: 'day', isRequired: true }],
      isPossible: true,
      code: undefined,
      missing: [],
      source: '港口规则 第一条〔D〕',
    }));
  it('names the document by its code alone where the pack has no letters', () => {
    const documentOf = (named: StageChart) => possible(named, sent, office, { on }).find(({ transition }) => transition === 'A6');
    expect(documentOf({ ...chart, documents: { 'F-02': '查看记录' } })).toMatchObject({ document: 'F-02', documentName: '查看记录' });
    expect(documentOf(chart)).toMatchObject({ document: 'F-02', documentName: undefined });
  });
});
