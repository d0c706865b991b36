import { FeedbackCancelledV1, FeedbackObjectedV1, HandOffSupplementedV1, HandOffSupplementRequestedV1 } from '@xiezhi/contracts';
import { agencies } from '@xiezhi/testing';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { handOffStory, on, PureClocks, story } from './clock.fixture.ts';

const { harbour, customs } = agencies;

describe('the clock of a round of supplementing', () => {
  const hand = handOffStory(harbour, customs);
  const asked = (round: number, at: string) =>
    hand.event(HandOffSupplementRequestedV1, hand.subject, { ...hand.data, round, items: ['水质检测报告'], reason: '材料不全' }, at);
  const supplied = (round: number, at: string) =>
    hand.event(HandOffSupplementedV1, hand.subject, { ...hand.data, ...hand.frozen, round, outcome: 'supplied' }, at);

  it('is met by what is supplied in that round', () => {
    const clocks = new PureClocks().hear(asked(1, on('2026-10-12')), supplied(1, on('2026-10-13')), asked(2, on('2026-10-14')));
    expect([clocks.of('H07', 0), clocks.of('H07', 1)].map(({ status }) => status)).toEqual(['ended', 'running']);
  });
  it('ends with the hand-off, which names no round: who has been accepted owes no supplement', () => {
    const clocks = new PureClocks().hear(asked(1, on('2026-10-12')), hand.accepted(on('2026-10-13')));
    expect(clocks.of('H07')).toMatchObject({ status: 'ended', outcome: 'cancelled' });
  });
  it('that was met stays met when the hand-off ends', () => {
    const clocks = new PureClocks().hear(
      asked(1, on('2026-10-12')),
      supplied(1, on('2026-10-13')),
      asked(2, on('2026-10-14')),
      hand.accepted(on('2026-10-15')),
    );
    const outcomes = [0, 1].map((place) => clocks.of('H07', place)).map((clock) => (clock.status === 'ended' ? clock.outcome : 'running'));
    expect(outcomes).toEqual(['met', 'cancelled']);
  });
});

it('the answer to an objection is owed no more once the thread is cancelled', () => {
  const told = story([harbour, customs]);
  const threadId = randomUUID();
  const matter = { matterKind: 'clue', matterId: randomUUID() } as const;
  const thread = { ...matter, threadId, kind: 'RESULT' as const, title: '排水口', debtor: customs, creditor: harbour };
  const clocks = new PureClocks().hear(
    told.event(FeedbackObjectedV1, `thread/${threadId}`, { ...thread, round: 1, grounds: '未说明理由' }, on('2026-10-12')),
    told.event(FeedbackCancelledV1, `thread/${threadId}`, { ...thread, reason: '案卷已退回' }, on('2026-10-13')),
  );
  expect(clocks.of('H11')).toMatchObject({ status: 'ended', outcome: 'cancelled' });
});
