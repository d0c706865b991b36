// Sends the load of one round whenever it is told to (http-load.ts), and says what was answered.
import type { LoadOrder, LoadResult } from './http-load.ts';
import { KeepAliveClient } from './keep-alive-client.ts';
import { handOffIdOf } from './received-hand-offs.ts';

process.on('message', (order: LoadOrder) => void run(order).then((result) => process.send!(result)));

async function run({ url, prefix, token, base, count, connections, seconds }: LoadOrder): Promise<LoadResult> {
  const accepted: LoadResult['accepted'] = [];
  const refused: LoadResult['refused'] = {};
  let used = 0;
  const begun = performance.now();
  const deadline = begun + seconds * 1000;
  const authorization = `Bearer ${token}`;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = await KeepAliveClient.open(new URL(url));
      while (performance.now() < deadline && used < count) {
        const id = handOffIdOf(base + used++);
        const key = `bench/${id}`;
        const { status, body } = await client.post(`${prefix}/hand-offs/${id}/accept`, { authorization, 'idempotency-key': key }, '{}');
        const said = JSON.parse(body) as { version: number; code?: string };
        if (status < 300) accepted.push({ key, id, version: said.version });
        else refused[`${status} ${said.code ?? ''}`] = (refused[`${status} ${said.code ?? ''}`] ?? 0) + 1;
      }
      client.close();
    }),
  );
  return { seconds: (performance.now() - begun) / 1000, used, accepted, refused };
}
