import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MechanismPackInvalid, mechanismPackOf, packFilesFrom } from './index.ts';
import { complaintsAfter, hasPlace, lineOf, type Mutation } from './mutations.fixture.ts';

const [codes, parties] = ['codes.yaml', 'parties.yaml'] as const;
const [dispute, problem] = ['charts/dispute.yaml', 'charts/problem.yaml'] as const;
const [collaboration, criminal] = ['clocks/collaboration.yaml', 'clocks/criminal.yaml'] as const;
const d7 = lineOf(dispute, 'id: D7');

/** What a broken file names. */
const besides: Readonly<Record<string, string[]>> = {
  [collaboration]: [problem, dispute],
  [criminal]: ['charts/criminal-transfer.yaml'],
  [parties]: [problem, 'charts/criminal-transfer.yaml'],
};

describe('what the delivered pack says of a list, a code or a kind of organ that it does not define is named with file, line and what to do:', () => {
  it.each<[string, Mutation, string]>([
    [
      'a list that no file defines',
      { file: problem, from: 'list: problem-category', to: 'list: problem-categories' },
      `${problem}:${lineOf(problem, 'categoryCode:')} fields categoryCode: the pack has no list problem-categories (define it in codes.yaml, or name one that is there)`,
    ],
    [
      'a code that its list does not define',
      { file: 'charts/restoration.yaml', from: 'except: [R11]', to: 'except: [R12]' },
      `charts/restoration.yaml:${lineOf('charts/restoration.yaml', 'mode:')} fields mode: the list restoration-mode does not define R12 (add it to the list, or name one that is there)`,
    ],
    [
      'a condition that asks for a code nobody can choose',
      { file: dispute, from: /(id: D7[\s\S]*?)requires:/, to: '$1conditions: [{ field: cause, in: [fourth-bounce] }]\n    requires:' },
      `${dispute}:${d7} transitions D7: the field cause does not offer fourth-bounce (add it to the list, or name one that is there)`,
    ],
    [
      'both values and a list',
      { file: problem, from: 'list: severity', to: 'list: severity, values: [轻微]' },
      `${problem}:${lineOf(problem, 'severity:')} fields.severity: either values or a list, and of a list either only or except (write the values out, or name a list of codes.yaml)`,
    ],
    [
      'a code that stands twice',
      { file: codes, from: '{ code: Q02,', to: '{ code: Q01,' },
      `${codes}:${lineOf(codes, 'code: Q02')} public-interest-quantity.codes.1.code: Q01 stands twice (give one of them another name, or take it out)`,
    ],
    [
      'an empty list',
      { file: codes, from: /(importance:[\s\S]*?codes: )\[.*\]/, to: '$1[]' },
      'importance.codes: the list is empty (name what may be chosen, or take the list out)',
    ],
    [
      'thresholds that overlap',
      { file: codes, from: '{ degree: 较严重, from: 1000, below: 5000 }', to: '{ degree: 较严重, from: 900, below: 5000 }' },
      'thresholds: thresholds of 一般 and 较严重 overlap (let each begin where the one below it ends)',
    ],
    [
      'a degree that its list does not define',
      { file: codes, from: '{ degree: 较严重, from: 1000, below: 5000 }', to: '{ degree: 特别严重, from: 1000, below: 5000 }' },
      'thresholds: the list standard-severity does not define 特别严重 (add it to the list, or name one that is there)',
    ],
    [
      'a code that refines one that is not there',
      { file: codes, from: '河长巡河, refines: [S03,', to: '河长巡河, refines: [S99,' },
      `${codes}:${lineOf(codes, 'code: S11,')} clue-source.codes.6.refines: the list clue-source does not define S99 (add it to the list, or name one that is there)`,
    ],
    [
      'a code without a Chinese name',
      { file: codes, from: '{ code: E1, name: 水污染防治 }', to: '{ code: E1 }' },
      `${codes}:${lineOf(codes, 'code: E1,')} field-of-cooperation.codes.5.code: E1 has no name in Chinese`,
    ],
    ['a list without a source', { file: codes, from: /(importance:[\s\S]*?source: )\[.*\]/, to: '$1[]' }, 'importance.source: '],
    [
      'a kind of material that no event carries',
      { file: codes, from: 'code: DRONE_IMAGE', to: 'code: HOLOGRAM' },
      `${codes}:${lineOf(codes, 'code: DRONE_IMAGE')} material-kind.codes.11.code: no event of catalogue 1.0.0 carries HOLOGRAM (name one that docs/events.md enumerates; a new one needs a new version of the event first)`,
    ],
    [
      'a quantity that no event carries',
      { file: codes, from: 'code: Q17', to: 'code: Q18' },
      `${codes}:${lineOf(codes, 'code: Q17')} public-interest-quantity.codes.16.code: no event of catalogue 1.0.0 carries Q18 (`,
    ],
    [
      'a degree of problems that no event carries',
      { file: codes, from: /(\nseverity:[\s\S]*?)\{ code: 重大 \}/, to: '$1{ code: 特大 }' },
      'severity.codes.2.code: no event of catalogue 1.0.0 carries 特大 (',
    ],
    [
      'a source that is not written as sources are',
      { file: codes, from: 'code: S20', to: 'code: X20' },
      'clue-source.codes.15.code: X20 is not written as events write it (write it as the others of the list)',
    ],
    [
      'a clock that waits for a degree nobody can choose',
      { file: collaboration, from: 'severity: 轻微 }', to: 'severity: 轻 }' },
      'H04: the list severity does not define 轻 (add it to the list, or name one that is there)',
    ],
    [
      'a clock that waits for a kind of organ the chart does not offer',
      { file: criminal, from: 'fields.agencyKind: ECO', to: 'fields.agencyKind: FIN' },
      'the field agencyKind does not offer FIN (add it to the list, or name one that is there)',
    ],
    [
      'a duty that waits for a result nobody decides',
      { file: 'feedback.yaml', from: 'resultCode: [OPEN_ADMIN_PIL,', to: 'resultCode: [OPEN_PIL,' },
      `the list clue-result does not define OPEN_PIL (add it to the list, or name one that is there)`,
    ],
    [
      'a rung on which an organ stands that takes no part',
      { file: 'ladder.yaml', from: 'issuerKinds: [RCO, GOV]', to: 'issuerKinds: [RCO, FIN]' },
      `ladder.yaml:${lineOf('ladder.yaml', 'code: S2')} levels S2: parties.yaml does not define FIN (add it to the list, or name one that is there)`,
    ],
    [
      'a chart that names a kind of organ which takes no part',
      { file: problem, from: 'offices: [RCO]', to: 'offices: [FIN]' },
      `${problem}:${lineOf(problem, 'offices:')} offices: parties.yaml does not define FIN (add it to the list, or name one that is there)`,
    ],
    [
      'a kind of organ that stands twice',
      { file: parties, from: 'kind: TOW', to: 'kind: GOV' },
      `${parties}:${lineOf(parties, 'kind: TOW')} 14.kind: GOV stands twice (give one of them another name, or take it out)`,
    ],
    [
      'a kind of organ that no event carries',
      { file: parties, from: 'kind: TOW', to: 'kind: NAVY' },
      `${parties}:${lineOf(parties, 'kind: TOW')} 14.kind: no event of catalogue 1.0.0 carries NAVY (`,
    ],
  ])('%s', (_what, mutation, expected) => {
    const found = complaintsAfter([mutation], besides[mutation.file]);
    expect(
      found.some((complaint) => complaint.includes(expected)),
      found.join('\n'),
    ).toBe(true);
    expect(found.filter((complaint) => !hasPlace(complaint))).toEqual([]);
  });

  it('of lists with a mistake only that: charts that name them are not blamed', () =>
    expect(complaintsAfter([{ file: codes, from: 'title: 严重程度', to: 'titel: 严重程度' }], [problem])).toEqual([
      expect.stringMatching(/^codes\.yaml:\d+ severity\.title: /),
      expect.stringMatching(/^codes\.yaml:\d+ severity: Unrecognized key: "titel"/),
    ]));
});

describe('a route of a pack', () => {
  const forest = packFilesFrom(resolve(import.meta.dirname, '../../../packs/forest-chief-procurator'));
  const complaintsWith = (from: string, to: string, more: [string, string][] = []): readonly string[] => {
    const routes = forest.get('routes.yaml')!.replace(from, to);
    try {
      mechanismPackOf(new Map([...forest, ['routes.yaml', routes], ...more]), 'forest');
      return [];
    } catch (error) {
      if (error instanceof MechanismPackInvalid) return error.complaints;
      throw error;
    }
  };

  it('carries the sources that its mechanism lists', () => expect(complaintsWith('', '')).toEqual([]));
  it('carries no other, though events know it', () =>
    expect(complaintsWith('sourceCodes: [S04]', 'sourceCodes: [S04, S17]')).toEqual([
      expect.stringMatching(/^routes\.yaml:\d+ forest-clue: the list clue-source does not define S17 \(add it to the list/),
    ]));
  it('carries none that the event of its publication does not know', () =>
    expect(complaintsWith('sourceCodes: [S04]', 'sourceCodes: [S04, S31]')).toEqual([
      expect.stringMatching(/^routes\.yaml:\d+ 1\.sourceCodes\.1: no event of catalogue 1\.0\.0 carries S31 \(name one that/),
    ]));
  it('asks for no material that no event knows', () =>
    expect(complaintsWith('requiredMaterial: []', 'requiredMaterial: [HOLOGRAM]')).toEqual([
      expect.stringMatching(/^routes\.yaml:\d+ 0\.requiredMaterial\.0: no event of catalogue 1\.0\.0 carries HOLOGRAM /),
    ]));
  it('goes between organs that take part, where the pack says which do', () => {
    const party = (kind: string) => `- { kind: ${kind}, name: 某机关, part: 参加, source: [{ text: 约定, article: "—", evidence: D }] }\n`;
    const some = ['NAT', 'TOW', 'AGR', 'LAW', 'ECO'].map(party).join('');
    expect(complaintsWith('', '', [['parties.yaml', some]])).toEqual([
      expect.stringMatching(/^routes\.yaml:\d+ forest-clue: parties\.yaml does not define PRO \(add it to the list/),
    ]);
  });
});
