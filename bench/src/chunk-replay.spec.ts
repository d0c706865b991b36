import { describe, expect, it } from 'vitest';
import { chunksByPartition } from './chunk-replay.ts';

const begin = { text: 'begin', values: [] };
const take = (partition: number) => ({ name: 's.take_chunk', text: 'select', values: ['consumer', 'topic', partition] });

describe('recorded chunks', () => {
  it('are put in order partition by partition; other transactions are left out', () => {
    const [first, other, second] = [
      [begin, take(1)],
      [begin, take(2)],
      [begin, take(1), begin],
    ];
    expect(chunksByPartition([first, [begin], other, second])).toEqual([[first, second], [other]]);
  });
});
