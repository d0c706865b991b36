import { allKnownEvents } from '@xiezhi/messaging';
import { describe, expect, it } from 'vitest';
import type { ReceivedEvent } from '@xiezhi/messaging';
import { latestTurns } from '../worklist/turn.projection.ts';
import { type TurnKind, turnKinds, turnRolesOf } from '../worklist/turn-kind.ts';
import { customs, familyStory, harbour, police, wholeStory } from './family.fixture.ts';
import { readers, readingOf } from './readings.ts';
import { resultNameOf, sentenceOf, typesWithSentence } from './sentence.ts';

/** Whose turn it is after these events, as `agency: kind`, whatever the order of streams. */
function turnsAfter(events: ReceivedEvent[]): string[] {
  const read = events.flatMap((event) => {
    const reading = readingOf(event);
    return reading === undefined ? [] : [{ event, reading }];
  });
  const names: Record<string, string> = { [harbour]: 'harbour', [customs]: 'customs', [police]: 'police' };
  const open = latestTurns(read).filter(({ kind }) => kind !== null);
  return open.map(({ agency, kind }) => `${names[agency] ?? agency}: ${kind ?? ''}`).toSorted();
}

describe('whose turn it is', () => {
  const { transfer, supervision, feedback, all } = wholeStory();
  const steps: [number, string, string[]][] = [
    [1, 'a clue is registered', ['harbour: hand-over-clue']],
    [2, 'its first hand-off is submitted', ['harbour: approve-hand-off']],
    [3, 'it is sent', ['police: sign-for-hand-off']],
    [4, 'it is signed for', ['police: answer-hand-off']],
    [5, 'it is refused', ['harbour: hand-on-refused-matter']],
    [6, 'the clue is handed to somebody else', ['harbour: approve-hand-off']],
    [7, 'that is sent', ['customs: sign-for-hand-off']],
    [8, 'that is signed for', ['customs: answer-hand-off']],
    [9, 'that is accepted', []],
  ];
  it.each(steps)('after %i events, when %s', (count, _what, turns) => expect(turnsAfter(transfer.slice(0, count))).toEqual(turns));

  it('passes from evaluation to decision at the agency that keeps the file', () => {
    expect(turnsAfter(supervision.slice(0, 1))).toEqual(['customs: evaluate-case-file']);
    expect(turnsAfter(supervision.slice(0, 2))).toEqual(['customs: decide-case-file']);
    expect(turnsAfter(supervision)).toEqual([]);
  });

  it('passes from the debtor of feedback to its creditor', () => {
    expect(turnsAfter(feedback.slice(0, 1))).toEqual(['customs: answer-feedback']);
    expect(turnsAfter(feedback.slice(0, 2))).toEqual(['harbour: confirm-feedback']);
    expect(turnsAfter(feedback)).toEqual([]);
  });

  it('passes back to the sender while something is missing, and a recall that is asked for waits beside it', () => {
    const handOff = familyStory().handOffTo(customs);
    const events = [handOff.submitted(), handOff.sent(), handOff.received(), handOff.supplementRequested()];
    expect(turnsAfter(events)).toEqual(['customs: await-supplement', 'harbour: supply-supplement']);
    events.push(handOff.recallRequested());
    expect(turnsAfter(events)).toEqual(['customs: answer-recall', 'customs: await-supplement', 'harbour: supply-supplement']);
    events.push(handOff.recallDeclined(), handOff.supplemented());
    expect(turnsAfter(events)).toEqual(['customs: answer-hand-off']);
    events.push(handOff.recallRequested(), handOff.accepted());
    expect(turnsAfter(events)).toEqual([]);
  });

  it('is nobody’s when the story is over, but for the deadline that runs on', () =>
    expect(turnsAfter(all)).toEqual(['customs: meet-deadline']));

  it('is told to those whom the service will let act', () => {
    expect(turnRolesOf('approve-hand-off', 'approver')).toEqual(['approver']);
    expect(turnRolesOf('approve-hand-off', 'section-head')).toEqual(['section-head']);
    expect(turnRolesOf('sign-for-hand-off')).toEqual(['intake', 'liaison']);
    for (const kind of Object.keys(turnKinds)) expect(turnRolesOf(kind as TurnKind), kind).not.toEqual([]);
  });
});

describe('a sentence', () => {
  const parts = { first: '安吉县河长办', second: '安吉县检察院', title: '某排水口疑似直排' };

  it('says what was done, by whom, to whom', () => {
    expect(sentenceOf({ ...parts, type: 'clue-transfer.hand-off-sent.v1' })).toBe(
      '安吉县河长办将线索《某排水口疑似直排》移送安吉县检察院。',
    );
    expect(sentenceOf({ ...parts, type: 'feedback.feedback-answered.v1', feedbackKind: 'FILING', resultCode: 'OPEN_ADMIN_PIL' })).toBe(
      '安吉县河长办就《某排水口疑似直排》向安吉县检察院反馈立案结果：立案（行政公益诉讼）。',
    );
  });

  it('names a result that the code list does not know by its code', () => {
    expect(resultNameOf('SOMETHING_NEW')).toBe('SOMETHING_NEW');
    expect(resultNameOf('toString')).toBe('toString');
  });

  it('exists for every event the portal reads', () => expect(new Set(typesWithSentence)).toEqual(new Set(readers.map(({ type }) => type))));

  it('says 24:00 for a deadline at the end of a day', () =>
    expect(
      sentenceOf({ ...parts, type: 'case-supervision.clock-started.v1', detail: { rule: '签收期限', dueAt: '2026-10-12T16:00:00Z' } }),
    ).toBe('安吉县河长办的期限“签收期限”起算，届满时间2026年10月12日 24:00。'));

  it('says why a deadline was counted anew', () => {
    const detail = {
      rule: '签收期限',
      variant: 'replanned',
      dueAt: '2026-10-12T16:00:00Z',
      reason: '历法更新：2026年10月10日（星期六）由休息日改为工作日（调休上班）。',
    };
    expect(sentenceOf({ ...parts, type: 'case-supervision.clock-changed.v1', detail })).toBe(
      '安吉县河长办的期限“签收期限”已重新计算，届满时间2026年10月12日 24:00。历法更新：2026年10月10日（星期六）由休息日改为工作日（调休上班）。',
    );
  });
});

describe('the readings', () => {
  it('know every event of the three services that have families', () => {
    // A series of feedback is told for the service itself: what it brings is a thread of its own. A beacon tells of the pipe.
    const withoutScreen = /\.(feedback-period-began|feedback-reporting-ended|relay-beacon)\./;
    const told = allKnownEvents().filter(({ service, type }) => service !== 'directory' && !withoutScreen.test(type));
    expect(readers.map(({ type }) => type).toSorted()).toEqual(told.map(({ type }) => type).toSorted());
  });

  it('carry no reason, no answer and no other free text', () => {
    const text = JSON.stringify(wholeStory().all.map((event) => readingOf(event)));
    expect(text).toContain('某排水口疑似直排');
    expect(text).not.toMatch(/不属于本单位职责|已立案办理/);
  });
});
