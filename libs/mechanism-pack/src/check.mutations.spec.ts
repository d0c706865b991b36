import { describe, expect, it } from 'vitest';
import { complaintsAfter, delivered, hasPlace, lineOf, type Mutation } from './mutations.fixture.ts';

const [dispute, problem, caseFile] = ['charts/dispute.yaml', 'charts/problem.yaml', 'charts/case-file.yaml'] as const;
const [collaboration, criminal, year] = ['clocks/collaboration.yaml', 'clocks/criminal.yaml', 'calendars/2026.yaml'] as const;
const d7 = lineOf(dispute, 'id: D7');
const h01 = lineOf(collaboration, 'id: H01');

/** What a broken file names. */
const besides: Readonly<Record<string, string[]>> = {
  [collaboration]: [problem, dispute],
  [criminal]: ['charts/criminal-transfer.yaml'],
  'charts/administrative-detention.yaml': ['charts/detention-case.yaml'],
  'charts/penalty.yaml': ['charts/detention-case.yaml'],
  'calendars/2025.yaml': [year],
};

describe('what is broken in the delivered pack is named with file, line and what to do:', () => {
  it('nothing, when nothing is', () => expect(complaintsAfter([], [...delivered.keys()])).toEqual([]));

  it.each<[string, Mutation, string]>([
    [
      'a stage that cannot be reached',
      { file: dispute, from: '  - { id: BOUND', to: '  - { id: LOST, name: 无 }\n  - { id: BOUND' },
      `${dispute}:${lineOf(dispute, 'id: BOUND,')} stages: LOST cannot be reached from RAISED (let a step lead to it, or take the stage out)`,
    ],
    [
      'a dead end',
      { file: dispute, from: 'ends: [BOUND, WITHDRAWN]', to: 'ends: [BOUND]' },
      `${dispute}:${lineOf(dispute, 'id: WITHDRAWN,')} stages: WITHDRAWN is a dead end (let a step lead on from it, or name it among the ends)`,
    ],
    [
      'a circle of stages without a way out',
      {
        file: dispute,
        from: '  - id: D7',
        to: `  - id: D90
    name: 入圈
    from: [RAISED]
    to: ROUND
    actors: [{ party: office, roles: [handler] }]
    source: [{ text: 规则, article: "—", evidence: D }]
  - id: D91
    name: 去
    from: [ROUND]
    to: ABOUT
    actors: [{ party: office, roles: [handler] }]
    source: [{ text: 规则, article: "—", evidence: D }]
  - id: D92
    name: 回
    from: [ABOUT]
    to: ROUND
    actors: [{ party: office, roles: [handler] }]
    source: [{ text: 规则, article: "—", evidence: D }]
  - id: D7`,
        also: ['stages:', 'stages:\n  - { id: ROUND, name: 转 }\n  - { id: ABOUT, name: 圈 }'],
      },
      'stages: ABOUT is a dead end (let a step lead on from it, or name it among the ends)',
    ],
    [
      'a step to nowhere',
      { file: dispute, from: 'to: WITHDRAWN', to: 'to: NOWHERE' },
      `${dispute}:${d7} transitions D7: no stage NOWHERE (add the stage, or name one that is there)`,
    ],
    [
      'a step that nobody takes',
      { file: dispute, from: /(id: D7[\s\S]*?actors: )\[.*\]/, to: '$1[]' },
      `${dispute}:${d7} transitions D7: either actors or an event that drives it (say who takes the step (actors) or what event does (driven), and not both)`,
    ],
    [
      'a step without a source',
      { file: dispute, from: /(id: D7[\s\S]*?source: )\[.*\]/, to: '$1[]' },
      `${dispute}:${lineOf(dispute, '平台约定：提出单位可以在司法行政协调之前撤回')} transitions.`,
    ],
    [
      'a source without a mark',
      { file: dispute, from: /(id: D7[\s\S]*?), evidence: D \}\]/, to: '$1 }]' },
      `${dispute}:${lineOf(dispute, '平台约定：提出单位可以在司法行政协调之前撤回')} transitions.`,
    ],
    [
      'a role that nobody has',
      { file: dispute, from: /(id: D7[\s\S]*?roles: )\[.*?\]/, to: '$1[captain]' },
      `${dispute}:${lineOf(dispute, 'party: raiser, roles: [section-head, approver]')} transitions.`,
    ],
    [
      'a field that no form has',
      { file: dispute, from: /(id: D7[\s\S]*?requires: )\[reason\]/, to: '$1[colour]' },
      `${dispute}:${d7} transitions D7: no field colour (define it in this chart, or name one that is)`,
    ],
    [
      'a step id that stands twice',
      { file: dispute, from: 'id: D7', to: 'id: D1' },
      `${dispute}:${lineOf(dispute, 'id: D1\n')} transitions: D1 stands twice (give one of them another name, or take it out)`,
    ],
    [
      'a wait for a step that is nowhere',
      {
        file: 'charts/administrative-detention.yaml',
        from: '{ chart: detention-case, transitions: [L3] }',
        to: '{ chart: detention-case, transitions: [L99] }',
      },
      'waits for detention-case L99, which is not there (add it, or name one that is there)',
    ],
    [
      'a route that opens two kinds of file',
      { file: 'charts/penalty.yaml', from: 'received: [reverse-linkage]', to: 'received: [reverse-linkage, detention-transfer]' },
      `opening: the route detention-transfer opens another kind of file too (name the route in one chart only)`,
    ],
    [
      'a clock that nothing stops',
      { file: collaboration, from: /(id: H01[\s\S]*?) {4}stop:\n.*\n/, to: '$1' },
      `H01: nothing ends it (name the event that stops or cancels it)`,
    ],
    [
      'a clock without a length',
      { file: collaboration, from: /(id: H01[\s\S]*?) {4}length: 1\n/, to: '$1' },
      'H01: neither length nor until (say how long it is, or which member of the event has the last day)',
    ],
    [
      'a clock row that stands twice',
      { file: collaboration, from: 'id: H02\n', to: 'id: H01\n' },
      `${collaboration}:${h01}: H01 stands twice (give one of them another name, or take it out)`,
    ],
    [
      'a clock that waits for a step no chart has',
      { file: collaboration, from: 'transition: [P2, P3, P3m]', to: 'transition: [P2, P3, P99]' },
      `${collaboration}:${h01} H01: no chart has the step P99 (add it to the chart, or name one that is there)`,
    ],
    [
      'a clock that waits for an event nobody announces',
      { file: collaboration, from: 'clue-transfer.problem-reported.v1', to: 'clue-transfer.problem-repotred.v1' },
      `${collaboration}:${h01} H01: there is no event clue-transfer.problem-repotred.v1 (name an event of docs/events.md)`,
    ],
    [
      'a holder that the event does not name',
      { file: collaboration, from: /(id: H01[\s\S]*?holder: )office/, to: '$1ofice' },
      `${collaboration}:${h01} H01: clue-transfer.problem-reported.v1 has no member ofice (name a member that docs/events.md lists for the event)`,
    ],
    [
      'a field that no chart announces',
      { file: criminal, from: 'at: fields.reportReceivedOn', to: 'at: fields.reportRecievedOn' },
      'no chart announces reportRecievedOn (define the field in the chart and mark it announced)',
    ],
    [
      'a misspelt member',
      { file: collaboration, from: /(id: H01[\s\S]*?)length: 1/, to: '$1lenght: 1' },
      'Unrecognized key: "lenght" (take it out, or spell it as the schema in docs/schemas/pack does)',
    ],
    [
      'a day that is in no calendar',
      { file: year, from: 'from: 2026-10-01', to: 'from: 2026-02-30' },
      `${year}:${lineOf(year, '国庆节')} notices.0.off.6.from: `,
    ],
    [
      'days off that overlap',
      { file: year, from: 'from: 2026-10-01', to: 'from: 2026-09-27' },
      `${year}:${lineOf(year, 'notices:')} notices: 国办发明电〔2025〕7号 lets 2026-09-25 to 2026-09-27 overlap 2026-09-27 to 2026-10-07 (let each day stand in one block of its notice)`,
    ],
    [
      'a day both off and worked',
      { file: year, from: 'to: 2026-10-07', to: 'to: 2026-10-10' },
      'lets a worked day overlap a day off, 2026-10-10 (let each day stand in one block of its notice)',
    ],
    [
      'a year that stands twice',
      { file: 'calendars/2025.yaml', from: 'year: 2025', to: 'year: 2026' },
      'year: 2026 stands twice (give one of them another name, or take it out)',
    ],
  ])('%s', (_what, mutation, expected) => {
    const found = complaintsAfter([mutation], besides[mutation.file]);
    expect(
      found.some((complaint) => complaint.includes(expected)),
      found.join('\n'),
    ).toBe(true);
    // Every complaint has a file and a line.
    expect(found.filter((complaint) => !hasPlace(complaint))).toEqual([]);
  });

  it('charts that answer each other by events alone, in a circle', () => {
    const wait = (chart: string, step: string) => `actors: []\n    driven: { chart: ${chart}, transitions: [${step}] }`;
    const found = complaintsAfter([
      { file: dispute, from: /(id: D7[\s\S]*?)actors: \[.*\]/, to: `$1${wait('problem', 'P2')}` },
      { file: problem, from: /(id: P2\n[\s\S]*?)actors:\n.*\n.*\n.*\n/, to: `$1${wait('dispute', 'D7')}\n` },
    ]);
    expect(found).toContainEqual(
      expect.stringMatching(/^charts\/dispute\.yaml:\d+: dispute D7 waits for itself, by way of problem P2 \(let a person take/),
    );
  });

  it('every mistake at once, not the first alone', () =>
    expect(
      complaintsAfter([
        { file: caseFile, from: '\ndeviation: recorded', to: '\ndeviation: ignored' },
        { file: dispute, from: 'to: WITHDRAWN', to: 'to: NOWHERE' },
        { file: 'pack.yaml', from: 'title:', to: 'titel:' },
      ]).length,
    ).toBeGreaterThanOrEqual(4));
});
