import { describe, expect, it } from 'vitest';
import { complaintsAfter, delivered, hasPlace, lineOf, type Mutation } from './mutations.fixture.ts';

const [letters, problem] = ['letters.yaml', 'charts/problem.yaml'] as const;

describe('a letter that is broken in the delivered pack is named with file, line and what to do:', () => {
  it.each<[string, Mutation, string]>([
    [
      'a document that no letter defines',
      { file: letters, from: 'code: F-09\n', to: 'code: F-57\n' },
      `${problem}:${lineOf(problem, 'id: P10\n')} transitions P10: makes F-09, which letters.yaml does not define (add it to letters.yaml with its name, or name one that is there)`,
    ],
    [
      'an order whose document no letter defines',
      { file: letters, from: 'code: F-26\n', to: 'code: F-57\n' },
      `ladder.yaml:${lineOf('ladder.yaml', 'code: S5')} levels S5: makes F-26, which letters.yaml does not define (`,
    ],
    [
      'a letter that stands twice',
      { file: letters, from: 'code: F-08\n', to: 'code: F-07\n' },
      `${letters}:${lineOf(letters, 'code: F-08')} 7.code: F-07 stands twice (give one of them another name, or take it out)`,
    ],
    [
      'a letter that nothing makes',
      { file: letters, from: /(code: F-44[\s\S]*?) {2}reason: .*\n/, to: '$1' },
      `${letters}:${lineOf(letters, 'code: F-44')} F-44: is made by nothing: no step, no level of the ladder, no event (let a step or a level name it, say which event makes it, or give the reason)`,
    ],
    [
      'a letter that is made, and yet says why not',
      { file: letters, from: /(code: F-08[\s\S]*?)number: none\n/, to: '$1number: none\n  reason: 无人制作\n' },
      `${letters}:${lineOf(letters, 'code: F-08')} F-08: says why nothing makes it, but charts/problem.yaml transitions P9 does (take the reason out)`,
    ],
    [
      'a letter that carries a field no chart has',
      { file: letters, from: 'fields: [defects, limitOn]', to: 'fields: [defects, colour]' },
      `${letters}:${lineOf(letters, 'fields: [defects, limitOn]') - 1} F-08: carries colour, a field that charts/problem.yaml does not have (let the step ask for it, name the step that does (steps), or take it out)`,
    ],
    [
      'a letter that carries what its step does not ask for',
      { file: letters, from: 'fields: [defects, limitOn]', to: 'fields: [defects, severity]' },
      `F-08: carries severity, which no step of charts/problem.yaml that makes F-08 asks for (`,
    ],
    [
      'a letter that carries what an earlier step did not ask for',
      { file: letters, from: 'steps: [T8], fields: [resultCode, caseNumber]', to: 'steps: [T8], fields: [resultCode, importance]' },
      `F-32: carries importance, which no step of charts/case-file.yaml among T8 asks for (`,
    ],
    [
      'a letter that speaks of a step that is nowhere',
      { file: letters, from: 'steps: [T8]', to: 'steps: [T88]' },
      `F-32: charts/case-file.yaml has no step T88 (name one that this chart has)`,
    ],
    [
      'a letter that speaks of a chart that is nowhere',
      { file: letters, from: '{ chart: problem, fields: [defects, limitOn] }', to: '{ chart: issue, fields: [defects] }' },
      `F-08: speaks of chart issue, which is not there (add the chart, or name one that is there)`,
    ],
    [
      'a letter from a party that no chart has',
      { file: letters, from: /(code: F-08[\s\S]*?)party: office/, to: '$1party: captain' },
      `${letters}:${lineOf(letters, 'code: F-08')} F-08: charts/problem.yaml knows no party captain (name one that this chart has)`,
    ],
    [
      'a letter from a kind of organ that takes no part',
      { file: letters, from: 'kinds: [JUS]', to: 'kinds: [FIN]' },
      `${letters}:${lineOf(letters, 'code: F-29')} F-29: parties.yaml does not define FIN (`,
    ],
    [
      'a letter to a field that names no organ',
      { file: letters, from: 'field: leadUnit', to: 'field: limitOn' },
      `F-04: charts/problem.yaml has no field limitOn that names an organ (name one that this chart has)`,
    ],
    [
      'a letter that an event is said to make which is nowhere',
      { file: letters, from: 'events: [clue-transfer.hand-off-received.v1]', to: 'events: [clue-transfer.hand-off-recieved.v1]' },
      `F-14: there is no event clue-transfer.hand-off-recieved.v1 (name an event of docs/events.md)`,
    ],
    [
      'a letter that carries what its event does not tell',
      { file: letters, from: 'members: [kind, title, round, grounds, asked]', to: 'members: [kind, title, round, ground, asked]' },
      `F-17: feedback.feedback-objected.v1 has no member ground (name a member that docs/events.md lists for the event)`,
    ],
    [
      'a letter whose number is recorded nowhere',
      { file: letters, from: 'field: suggestionNumber }', to: 'field: suggestionNo }' },
      `${letters}:${lineOf(letters, 'field: suggestionNumber')} F-41: number is kept in suggestionNo, a field that charts/case-file.yaml does not have (`,
    ],
    ['a letter numbered in a series that nobody counts', { file: letters, from: 'type: reminder', to: 'type: remainder' }, `${letters}:`],
  ])('%s', (_what, mutation, expected) => {
    const found = complaintsAfter([mutation], [...delivered.keys()]);
    expect(
      found.some((complaint) => complaint.includes(expected)),
      found.join('\n'),
    ).toBe(true);
    expect(found.filter((complaint) => !hasPlace(complaint))).toEqual([]);
  });
});
