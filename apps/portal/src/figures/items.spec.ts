import { describe, expect, it } from 'vitest';
import { customs, familyStory, harbour, police, wholeStory } from '../family/family.fixture.ts';
import { type ItemRow, rowAfter } from './figure.projection.ts';

const fold = (...events: Parameters<typeof rowAfter>[1][]): ItemRow | undefined =>
  events.reduce<ItemRow | undefined>((row, event) => rowAfter(row, event), undefined);

describe('a hand-off', () => {
  const story = familyStory();

  it('is counted from its sending on', () => {
    const hand = story.handOffTo(customs);
    const submitted = hand.submitted();
    expect(fold(submitted)).toBeUndefined();
    expect(fold(submitted, hand.sent())).toMatchObject({
      kind: 'hand-off',
      class: 'clue',
      is_open: true,
      last_on: 'infinity',
      parties: [harbour, customs],
    });
  });

  it('keeps its first answer, what was asked for, and how it ended', () => {
    const hand = story.handOffTo(customs);
    const [sent, received, asked, supplied, accepted] = [
      hand.sent(),
      hand.received(),
      hand.supplementRequested(),
      hand.supplemented(),
      hand.accepted(),
    ];
    expect(fold(sent, received, asked, supplied, accepted)).toMatchObject({
      is_open: false,
      facts: {
        receivedAt: received.meta.actedAt,
        firstActionAt: asked.meta.actedAt,
        supplementedOn: ['2026-03-02'],
        end: { how: 'accepted', on: '2026-03-02' },
      },
    });
  });

  it('is returned although it was accepted', () => {
    const hand = story.handOffTo(customs);
    expect(fold(hand.sent(), hand.received(), hand.accepted(), hand.returned())?.facts).toMatchObject({ end: { how: 'returned' } });
  });

  it('is no more than it was when an event comes again', () => {
    const hand = story.handOffTo(customs);
    const [sent, received] = [hand.sent(), hand.received()];
    const row = fold(sent, received);
    expect(row && rowAfter(row, sent)).toBe(row);
  });
});

describe('a deadline', () => {
  const story = familyStory();

  it('has the limit it was told first and the one in force, and the days it stood still', () => {
    const clock = story.clockOn('hand-off/1', customs, [harbour]);
    const row = fold(clock.started('2026-03-09T16:00:00Z'), clock.paused(), clock.resumed('2026-03-12T16:00:00Z'));
    expect(row).toMatchObject({
      class: 'H06',
      about: 'hand-off/1',
      is_open: false,
      facts: {
        original: { on: '2026-03-09', before: '2026-03-09T16:00:00Z' },
        due: { on: '2026-03-12', before: '2026-03-12T16:00:00Z' },
        isPaused: false,
        pauses: [{ from: '2026-03-02', to: '2026-03-02' }],
      },
    });
  });

  it('concerns every later period while it runs, and none after the day it was due when it is over', () => {
    const clock = story.clockOn('hand-off/1', customs);
    const started = clock.started('2026-03-09T16:00:00Z');
    expect(fold(started)?.last_on).toBe('infinity');
    expect(fold(started, clock.stopped())).toMatchObject({
      last_on: '2026-03-09',
      facts: { stopped: { outcome: 'met', on: '2026-03-03' } },
    });
  });
});

describe('a problem', () => {
  it('is at rest where its chart ends, and not while it is looked back at', () => {
    const problem = familyStory().problemOf(police);
    const [reported, closed, lookBack] = [
      problem.reported(),
      problem.entered('P8', 'PENDING_CHECK', 'CLOSED'),
      problem.entered('P14', 'CLOSED', 'LOOKBACK'),
    ];
    expect(fold(reported)?.is_open).toBe(true);
    expect(fold(reported, closed)).toMatchObject({ is_open: false, parties: [harbour, police] });
    expect(fold(reported, closed, lookBack)?.is_open).toBe(true);
  });
});

describe('a decision', () => {
  it('is told to both by the duty to report it', () => {
    const { toCustoms } = wholeStory();
    expect(fold(toCustoms.owed(), toCustoms.answered())).toMatchObject({
      kind: 'duty',
      class: 'FILING',
      parties: [customs, harbour],
      facts: { owedOn: '2026-03-02', resultCode: 'OPEN_ADMIN_PIL' },
    });
  });
});
