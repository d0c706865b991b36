import { rolesOf, schemaOf, type ServiceName } from '@xiezhi/contracts';
import { Client } from 'pg';
import type { Call } from './recorded-calls.ts';
import type { Rig } from './rig.ts';

/** One transaction of an inbox. */
export interface ChunkTransaction {
  /** `topic/partition` of each chunk in it. */
  partitions: string[];
  calls: Call[];
}

/** The transactions in which an inbox took chunks, in their order. */
export function chunksIn(transactions: readonly Call[][]): ChunkTransaction[] {
  return transactions.flatMap((calls) => {
    const take = calls.find(({ name }) => name?.endsWith('.take_chunks') === true);
    if (take === undefined) return [];
    const [topics, partitions] = [take.values[2] as string[], take.values[3] as number[]];
    return [{ partitions: topics.map((topic, n) => `${topic}/${partitions[n]}`), calls }];
  });
}

/**
 * Says recorded chunk transactions again, out of memory and as fast as the driver can: one connection per partition, every statement
 * of a transaction on the wire before the first is answered, each as soon as those before it of its partitions are committed. Nothing is
 * read, decoded or decided.
 *
 * @returns seconds
 * @throws when a transaction did not commit
 */
export async function replay(rig: Rig, service: ServiceName, chunks: readonly ChunkTransaction[]): Promise<number> {
  const names = [...new Set(chunks.flatMap(({ partitions }) => partitions))];
  const clients = new Map(names.map((name) => [name, pipelining(rig, service)]));
  await Promise.all([...clients.values()].map((client) => client.connect()));
  const begun = performance.now();
  const last = new Map<string, Promise<void>>();
  for (const { partitions, calls } of chunks) {
    const before = Promise.all(partitions.map(async (partition) => last.get(partition)));
    const said = before.then(() => say(clients.get(partitions[0]!)!, calls));
    for (const partition of partitions) last.set(partition, said);
  }
  await Promise.all(last.values());
  const seconds = (performance.now() - begun) / 1000;
  await Promise.all([...clients.values()].map((client) => client.end()));
  return seconds;
}

function pipelining({ host, port, database, password }: Rig, service: ServiceName): Client {
  const user = rolesOf(schemaOf(service)).worker;
  // In its types the driver does not know the option yet.
  const config = { host, port, database, user, password, pipeline: true };
  return new Client(config);
}

async function say(client: Client, calls: readonly Call[]): Promise<void> {
  const answers = await Promise.all(
    calls.map(({ name, text, values }) => client.query({ ...(name === undefined ? {} : { name }), text, values: [...values] })),
  );
  // A group whose statement failed ends in COMMIT all the same, and answers ROLLBACK (MESSAGING 5.3).
  if (answers.at(-1)?.command !== 'COMMIT') throw new Error(`a replayed chunk ended in ${answers.at(-1)?.command}`);
}
