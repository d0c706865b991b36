import { resolve } from 'node:path';
import { FeedbackKind } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { type FeedbackDuty, FeedbackRules } from './feedback.ts';
import { readMechanismPack } from './read-mechanism-pack.ts';

const pack = readMechanismPack(resolve(import.meta.dirname, '../../../packs/river-chief-procurator'));
const rules = pack.feedback!;
const [receipt] = rules.duties as [FeedbackDuty];

const complaintsAbout = (change: Partial<FeedbackDuty>) =>
  FeedbackRules.safeParse({ ...rules, duties: [{ ...receipt, ...change }] }).error?.issues.map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

describe('the feedback owed between river chief and procurator', () => {
  it('is of all seven kinds', () =>
    expect([...new Set(rules.duties.map(({ kind }) => kind))].toSorted()).toEqual([...FeedbackKind.options].toSorted()));
  it('is typed by nobody where signing or answering the hand-off says it', () =>
    expect(rules.duties.filter(({ met }) => met.length > 0).map(({ kind }) => kind)).toEqual(['RECEIPT', 'ACCEPTANCE']));
  it('says nothing to a receiver of a hand-off that was given up as a draft', () => {
    const onRecall = rules.duties.flatMap(({ cancelled }) => cancelled.filter(({ event }) => event.includes('recalled')));
    expect(onRecall.length).toBe(2);
    for (const { where } of onRecall) expect(where['basis']).not.toContain('draft-given-up');
  });
});

describe('every kind of feedback', () => {
  const rows = pack.clocks.flatMap((file) => file.rules);
  it.each(rules.duties.flatMap(({ id, clocks }) => clocks.map((clock) => [id, clock] as const)))('%s has its clock %s', (_id, clock) =>
    expect(rows.map(({ id }) => id)).toContain(clock),
  );
  it('is counted by clocks that call its thread by the name of its stream', () => {
    const subjects = rows.flatMap(({ start, subject }) => (start.some(({ event }) => event.startsWith('feedback.')) ? [subject.kind] : []));
    expect(new Set(subjects)).toEqual(new Set(['thread']));
  });
});

describe('rules of feedback are not used when they', () => {
  it('name an event that does not exist', () =>
    expect(complaintsAbout({ owed: [{ event: 'clue-transfer.hand-off-lost.v1', where: {} }] })).toEqual([
      'duties.0.owed.0.event: there is no event clue-transfer.hand-off-lost.v1',
    ]));
  it('name a member that the event has not', () => {
    expect(complaintsAbout({ debtor: 'office' })?.[0]).toBe('duties.0.owed.0.event: clue-transfer.hand-off-sent.v1 has no member office');
    expect(complaintsAbout({ owed: [{ ...receipt.owed[0]!, where: { severity: ['重大'] } }] })).toEqual([
      'duties.0.owed.0.event: clue-transfer.hand-off-sent.v1 has no member severity',
    ]);
  });
  it('would end a thread whose name no other event knows', () =>
    expect(complaintsAbout({ key: ['handOffId', 'sequence'] })).toEqual([
      'duties.0.key: sequence names no thread that another event could end',
    ]));
  it('say a thing twice', () =>
    expect(FeedbackRules.safeParse({ ...rules, duties: [receipt, receipt] }).error?.issues[0]?.message).toBe('receipt stands twice'));
});
