import { describe, expect, it } from 'vitest';
import { chunksIn } from './chunk-replay.ts';

const begin = { text: 'begin', values: [] };
const take = (...partitions: number[]) => {
  return { name: 's.take_chunks', text: 'select', values: ['consumer', '0', partitions.map(() => 'topic'), partitions] };
};

describe('recorded chunks', () => {
  it('are the transactions in their order, with the partitions they took; other transactions are left out', () => {
    const [first, both] = [
      [begin, take(1)],
      [begin, take(1, 2), begin],
    ];
    expect(chunksIn([first, [begin], both])).toEqual([
      { partitions: ['topic/1'], calls: first },
      { partitions: ['topic/1', 'topic/2'], calls: both },
    ]);
  });
});
