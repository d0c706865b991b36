import { rolesOf, schemaOf, type ServiceName } from '@xiezhi/contracts';
import { Client } from 'pg';
import type { Call } from './recorded-calls.ts';
import type { Rig } from './rig.ts';

/** The transactions in which an inbox took chunks, by partition, in their order. */
export function chunksByPartition(transactions: readonly Call[][]): Call[][][] {
  const chunks = transactions.flatMap((calls) => {
    const take = calls.find(({ name }) => name?.endsWith('.take_chunk') === true);
    return take === undefined ? [] : [{ partition: `${String(take.values[1])}/${String(take.values[2])}`, calls }];
  });
  return [...Map.groupBy(chunks, ({ partition }) => partition).values()].map((group) => group.map(({ calls }) => calls));
}

/**
 * Says recorded chunk transactions again, out of memory and as fast as the driver can: one connection per partition, every statement
 * of a chunk on the wire before the first is answered. Nothing is read, decoded or decided.
 *
 * @returns seconds
 * @throws when a transaction did not commit
 */
export async function replay(rig: Rig, service: ServiceName, partitions: readonly Call[][][]): Promise<number> {
  const clients = partitions.map(() => pipelining(rig, service));
  await Promise.all(clients.map((client) => client.connect()));
  const begun = performance.now();
  await Promise.all(partitions.map((chunks, n) => replayOn(clients[n]!, chunks)));
  const seconds = (performance.now() - begun) / 1000;
  await Promise.all(clients.map((client) => client.end()));
  return seconds;
}

function pipelining({ host, port, database, password }: Rig, service: ServiceName): Client {
  const user = rolesOf(schemaOf(service)).worker;
  // In its types the driver does not know the option yet.
  const config = { host, port, database, user, password, pipeline: true };
  return new Client(config);
}

async function replayOn(client: Client, chunks: readonly Call[][]): Promise<void> {
  for (const calls of chunks) {
    const answers = await Promise.all(
      calls.map(({ name, text, values }) => client.query({ ...(name === undefined ? {} : { name }), text, values: [...values] })),
    );
    // A group whose statement failed ends in COMMIT all the same, and answers ROLLBACK (MESSAGING 5.3).
    if (answers.at(-1)?.command !== 'COMMIT') throw new Error(`a replayed chunk ended in ${answers.at(-1)?.command}`);
  }
}
