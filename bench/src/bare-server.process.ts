// The ceiling of the HTTP part: Fastify, one route, and the two calls of the database that the service makes for it. No token is
// verified, nothing validated, nothing decided: the words of the append are those the product used for another hand-off.
import { fastify, type FastifyRequest } from 'fastify';
import { Pool, type PoolConfig } from 'pg';
import type { Call } from './recorded-calls.ts';

export interface BareOrder {
  pool: PoolConfig;
  /** As recorded for the hand-off of this id and key. */
  calls: Call[];
  id: string;
  key: string;
}

process.once('message', (order: BareOrder) => void serve(order));

async function serve({ pool: config, calls, id: recordedId, key: recordedKey }: BareOrder): Promise<void> {
  const pool = new Pool(config);
  const [load, append] = calls.map(({ name, text, values }) => ({ name: name!, text, said: JSON.stringify(values) })) as [Said, Said];
  const wordsFor = ({ said }: Said, id: string, key: string): unknown[] =>
    JSON.parse(said.replaceAll(recordedKey, key).replaceAll(recordedId, id)) as unknown[];
  const app = fastify();
  const handler = async (request: FastifyRequest) => {
    const { handOffId: id } = request.params as { handOffId: string };
    const key = request.headers['idempotency-key'] as string;
    const { rows } = await pool.query({ name: load.name, text: load.text, values: wordsFor(load, id, key) });
    const head = rows[0] as { version: number; announced: number; prev: string };
    const words = wordsFor(append, id, key);
    [words[3], words[4], words[5]] = [head.version, head.announced, head.prev];
    await pool.query({ name: append.name, text: append.text, values: words });
    return { id, version: head.version + 1 };
  };
  app.route({ method: 'POST', url: '/hand-offs/:handOffId/accept', handler });
  process.send!(await app.listen({ host: '127.0.0.1', port: 0 }));
}

interface Said {
  name: string;
  text: string;
  said: string;
}
