import { functionTypes } from './function-types.ts';
import { handOffIdOf, handOffIdSql, seedReceivedHandOffs } from './received-hand-offs.ts';
import { recording, wordsOf } from './recorded-calls.ts';
import type { Rig } from './rig.ts';
import { acceptance } from './whole-hand-off.ts';

/**
 * Announcements to be carried: hand-offs of clue-transfer are accepted by its own function, many at a time and on the server's side,
 * with the words that the product used for one. Each is the first announcement of its stream and of a family of its own.
 */
export interface Announcements {
  /** Accepts so many in a transaction that is still open: nobody sees the announcements before the answer is called, and then all at once. */
  prepare(count: number): Promise<() => Promise<void>>;
}

export async function announcements(rig: Rig, from: number): Promise<Announcements> {
  await seedReceivedHandOffs(rig.admin, from, 1);
  const { pool, calls } = recording(rig.pool('clue-transfer', 'app', 1));
  await acceptance(pool)(handOffIdOf(from));
  const append = calls.find(({ text }) => text.includes('.append('))!;
  const types = (await functionTypes(rig, 'clue_transfer'))('clue_transfer.append');
  const words = wordsOf(append.values, types, { [handOffIdOf(from)]: `${handOffIdSql('n')}::text` });
  const many = `select count(*) from generate_series($1::int, $2::int) as n, lateral clue_transfer.append(${words.join(', ')}) as done`;
  let next = from + 1;
  return {
    async prepare(count) {
      const client = await rig.admin.connect();
      await client.query('begin');
      await seedReceivedHandOffs(client, next, count);
      const { rows } = await client.query<{ count: number }>(many, [next, next + count - 1]);
      if (rows[0]!.count !== count) throw new Error(`${rows[0]!.count} of ${count} hand-offs were accepted`);
      next += count;
      return async () => {
        await client.query('commit');
        client.release();
      };
    },
  };
}
