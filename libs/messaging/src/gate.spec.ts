import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from './cloud-event.ts';
import { decide, decideRelease, familyLane, type GateView, type Lane, movedGates, streamLane, type Verdict } from './gate.ts';
import { received, sample, type SampleOptions } from './messaging.fixture.ts';
import type { Decoded } from './received-event.ts';

const at = { topic: 'topic', partition: 0, offset: 9 };
const family = '01920000-0000-7000-8000-00000000f001';
const other = '01920000-0000-7000-8000-00000000f002';
const lane = streamLane('/xiezhi/clue-transfer', `test-thing/${family}`);

const event = (options: SampleOptions = {}): Decoded => decode(received(sample({ family, ...options })), at);
const idOf = (decoded: Decoded): string => ('event' in decoded ? decoded.event.id : (decoded.unreadable.id ?? ''));
const view = (last: number, ...fresh: Decoded[]): GateView => ({
  fresh: new Set(fresh.map(idOf)),
  last: new Map([[lane, last]]),
  parkedFamilies: new Set(),
});
function given(last: number, decoded: Decoded): Verdict {
  return decide(decoded, at, view(last, decoded));
}

describe('the gate', () => {
  it('lets the next announcement of a stream through and moves on', () => {
    const next = event({ sequence: 3 });
    const before = view(2, next);
    expect(decide(next, at, before)).toMatchObject({ kind: 'apply' });
    expect(before.last.get(lane)).toBe(3);
    expect(movedGates(before.last, new Map([[lane, 2]]))).toEqual([
      { source: '/xiezhi/clue-transfer', subject: `test-thing/${family}`, sequence: 3 },
    ]);
  });

  it('begins a stream nobody has seen at 1', () => {
    const first = event({ sequence: 1 });
    expect(decide(first, at, { ...view(0, first), last: new Map() })).toMatchObject({ kind: 'apply' });
  });

  it('drops what it has seen: by id first, else by sequence', () => {
    const known = event({ sequence: 3 });
    expect(decide(known, at, view(2))).toEqual({ kind: 'drop', layer: 'id' });
    expect(given(3, event({ sequence: 3 }))).toEqual({ kind: 'drop', layer: 'gate' });
    expect(given(9, event({ sequence: 3 }))).toEqual({ kind: 'drop', layer: 'gate' });
  });

  it('drops the second copy within one chunk', () => {
    const twice = event({ sequence: 1 });
    const before = view(0, twice);
    expect(decide(twice, at, before).kind).toBe('apply');
    expect(decide(twice, at, before)).toEqual({ kind: 'drop', layer: 'id' });
  });

  it('parks what came too early, behind its own stream only', () => {
    expect(given(2, event({ sequence: 4 }))).toEqual({ kind: 'park', lane, reason: 'GAP', detail: '3 is missing' });
    const neighbour = event({ family: other, stream: other, sequence: 1 });
    expect(given(2, neighbour)).toMatchObject({ kind: 'apply' });
  });

  it('parks an unreadable with its stream, else with its family, else alone', () => {
    const unreadable = { reason: 'BAD_JSON' as const, detail: 'value' };
    expect(
      decide({ unreadable: { ...unreadable, source: '/xiezhi/clue-transfer', subject: `test-thing/${family}`, key: family } }, at, view(2)),
    ).toMatchObject({ kind: 'park', lane });
    const before = view(2);
    expect(decide({ unreadable: { ...unreadable, key: family } }, at, before)).toMatchObject({
      kind: 'park',
      lane: familyLane('topic', family),
    });
    expect(decide({ unreadable }, at, view(2))).toMatchObject({ kind: 'park', lane: 'record:topic:0:9' });
    // Everybody of that family now waits, other families do not.
    const follower = event({ sequence: 3 });
    const stranger = event({ family: other, stream: other });
    for (const one of [follower, stranger]) before.fresh.add(idOf(one));
    expect(decide(follower, at, before)).toMatchObject({ kind: 'park', reason: 'BEHIND' });
    expect(decide(stranger, at, before)).toMatchObject({ kind: 'apply' });
  });

  it('releases in turn: removes what is passed, applies the next, waits for the rest, sends others to their own lane', () => {
    const before = { last: new Map<Lane, number>([[lane, 2]]) };
    expect(decideRelease(event({ sequence: 2 }), lane, before)).toEqual({ kind: 'remove' });
    expect(decideRelease(event({ sequence: 3 }), lane, before)).toMatchObject({ kind: 'apply' });
    expect(decideRelease(event({ sequence: 5 }), lane, before)).toEqual({ kind: 'wait', reason: 'GAP', detail: '4 is missing' });
    expect(decideRelease(event({ sequence: 5 }), familyLane('topic', family), before)).toEqual({ kind: 'move', lane });
    expect(
      decideRelease(
        {
          unreadable: { reason: 'BAD_DATA', detail: 'note', source: '/xiezhi/clue-transfer', subject: `test-thing/${family}`, sequence: 4 },
        },
        lane,
        before,
      ),
    ).toMatchObject({ kind: 'wait', reason: 'BAD_DATA' });
    expect(
      decideRelease(
        {
          unreadable: { reason: 'BAD_DATA', detail: 'note', source: '/xiezhi/clue-transfer', subject: `test-thing/${family}`, sequence: 3 },
        },
        lane,
        before,
      ),
    ).toEqual({ kind: 'remove' });
  });

  it('applies every announcement once and in order, however they are shuffled and repeated', () => {
    const announcements = Array.from({ length: 8 }, (_, n) => event({ sequence: n + 1 }));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 60 }), (arrivals) => {
        const all = [...arrivals, ...announcements.keys()];
        const state = view(0, ...announcements);
        const applied: number[] = [];
        const parked = new Map<number, Decoded>();
        for (const arrival of all) {
          const decoded = announcements[arrival] as Decoded;
          const verdict = decide(decoded, at, state);
          if (verdict.kind === 'park') parked.set(arrival + 1, decoded);
          if (verdict.kind !== 'apply') continue;
          applied.push(verdict.event.meta.sequence);
          for (let next = applied.at(-1)! + 1; parked.has(next); next++) {
            expect(decideRelease(parked.get(next)!, lane, state).kind).toBe('apply');
            parked.delete(next);
            applied.push(next);
          }
        }
        expect(applied).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
        expect(parked.size).toBe(0);
      }),
    );
  });
});
