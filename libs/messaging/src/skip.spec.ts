import { describe, expect, it } from 'vitest';
import { decode } from './cloud-event.ts';
import { familyLane, streamLane } from './gate.ts';
import { received, sample } from './messaging.fixture.ts';
import { decideSkip } from './skip.ts';

const source = '/xiezhi/clue-transfer';
const where = { topic: 'test', partition: 0 };

describe('skipping the first record of a lane', () => {
  const third = sample({ sequence: 3 });
  const decoded = decode(received(third), where);
  const lane = streamLane(source, third.subject);

  it('drops a record whose turn it is, and its stream goes on after it', () =>
    expect(decideSkip(decoded, lane, 2)).toEqual({
      dropsRecord: true,
      gate: { source, subject: third.subject, sequence: 3 },
      jumped: 0,
    }));

  it('keeps a record that waits for others, and jumps over those', () =>
    expect(decideSkip(decoded, lane, 0)).toEqual({
      dropsRecord: false,
      gate: { source, subject: third.subject, sequence: 2 },
      jumped: 2,
    }));

  it('drops a record behind an unreadable one of its family without touching its stream', () =>
    expect(decideSkip(decoded, familyLane('test', third.family), 2)).toEqual({ dropsRecord: true, gate: undefined, jumped: 0 }));

  it('drops what cannot be read; with a sequence that can, its stream goes on', () => {
    const broken = decode({ ...received(third), value: Buffer.from('{') }, where);
    expect(decideSkip(broken, lane, 2)).toEqual({ dropsRecord: true, gate: undefined, jumped: 0 });
    const unknown = { unreadable: { reason: 'UNKNOWN_VERSION', detail: '', source, subject: third.subject, sequence: 3 } } as const;
    expect(decideSkip(unknown, lane, 2)).toMatchObject({ dropsRecord: true, gate: { sequence: 3 } });
  });
});
