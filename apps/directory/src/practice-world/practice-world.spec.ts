import { PracticeClockMovedV1, PracticeWorldOpenedV1 } from '@xiezhi/contracts';
import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { practiceWorlds } from './practice-world.announce.ts';
import { type PracticeWorldCommand, practiceWorldDecider, type PracticeWorldEvent } from './practice-world.decider.ts';

const { given, stateAfter } = specFor(practiceWorldDecider);

const id = '01920000-0000-7000-8000-0000000000e1';
const opened: PracticeWorldEvent = { type: 'PracticeWorldOpened', id, name: '演练一', legalNow: '2026-10-12T09:00:00+08:00' };
const moved: PracticeWorldEvent = { type: 'PracticeClockMoved', from: opened.legalNow, to: '2026-10-13T09:00:00+08:00' };
const open: PracticeWorldCommand = { ...opened, type: 'OpenPracticeWorld', environment: 'test' };
const advance: PracticeWorldCommand = { type: 'AdvanceClock', to: moved.to, environment: 'test' };

describe('a practice world', () => {
  it('is opened with a legal time of its own', () => given().when(open).then(opened));
  it('is opened once, however often the same is said, even after its clock has moved', () =>
    given(opened, moved)
      .when({ ...open, legalNow: '2026-10-12T01:00:00Z' })
      .thenNothing());
  it('is not opened differently a second time', () =>
    given(opened)
      .when({ ...open, name: '演练二' })
      .thenRefused('WORLD_ALREADY_OPENED'));

  it('moves its clock forward', () => given(opened).when(advance).then(moved));
  it('stays where it is when told the same moment, whatever the offset', () =>
    given(opened, moved)
      .when({ ...advance, to: '2026-10-13T01:00:00Z' })
      .thenNothing());
  it('never moves its clock back', () =>
    given(opened, moved)
      .when({ ...advance, to: '2026-10-13T08:59:59+08:00' })
      .thenRefused('CLOCK_ONLY_FORWARD'));
  it('has no clock before it is opened', () => given().when(advance).thenRefused('WORLD_UNKNOWN'));

  it('does not exist in production', () => {
    given()
      .when({ ...open, environment: 'production' })
      .thenRefused('PRACTICE_REFUSED_IN_PRODUCTION');
    given(opened)
      .when({ ...advance, environment: 'production' })
      .thenRefused('PRACTICE_REFUSED_IN_PRODUCTION');
  });
});

describe('what a practice world tells others', () => {
  const state = stateAfter(opened, moved);
  it('is its opening and each move of its clock', () => {
    expect(practiceWorlds.announce(id, opened, state)).toEqual([
      { type: PracticeWorldOpenedV1.type, data: { id, name: '演练一', legalNow: opened.legalNow } },
    ]);
    expect(practiceWorlds.announce(id, moved, state)).toEqual([
      { type: PracticeClockMovedV1.type, data: { id, from: moved.from, to: moved.to } },
    ]);
  });
  it('is public and of the real world: who moves its clock stands outside it', () =>
    expect(practiceWorlds.scopeOf(state)).toEqual({ familyId: id, parties: [] }));
});
