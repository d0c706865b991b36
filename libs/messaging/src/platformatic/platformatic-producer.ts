import type { Producer, ProduceResult as ProduceAnswer } from '@platformatic/kafka';
import { type BatchProducer, type PartitionRecords, ProduceFault, type ProduceResult } from '../broker-port.ts';
import { type Answered, certainBy, confirmedBy, partitionsOf, refuseToSend, withinDeadline } from '../confirmed.ts';
import { type Log, faultText, silentLog } from '../log.ts';
import { seldom } from '../seldom.ts';
import { produceFault } from './faults.ts';

type Bytes = string | Buffer | null;
type Client = Pick<Producer<Bytes, Bytes, string, string>, 'send' | 'metadata' | 'close'>;

/** Builds a client; it connects with its first request. */
export type CreateClient = () => Promise<Client>;

export interface PlatformaticSettings {
  /** host:port of any brokers of the cluster. */
  brokers: readonly string[];
  clientId: string;
  /** SASL_PLAINTEXT with SCRAM-SHA-512; absent only for a broker without authentication. */
  credentials?: { user: string; password: string };
  log?: Log;
}

const acknowledgedByAll = -1;

/**
 * Sends on @platformatic/kafka 2.12.1: a fraction of kafkajs' CPU for each record (docs/adr/0025). It consumes nothing; subscribing stays
 * with kafkajs. What it must be guarded against is in the README of this folder.
 */
export class PlatformaticProducer implements BatchProducer {
  readonly #create: CreateClient;
  readonly #log: Log;
  #current: Promise<Client> | undefined;
  #closed = false;

  constructor(create: CreateClient, log: Log = silentLog) {
    this.#create = create;
    this.#log = log;
  }

  async produce(topic: string, groups: readonly PartitionRecords[], deadlineMs: number): Promise<ProduceResult[]> {
    refuseToSend(topic, groups, this.#closed);
    const used = (this.#current ??= this.#create());
    try {
      return await withinDeadline(send(used, topic, groups), topic, groups, deadlineMs);
    } catch (error) {
      const fault = produceFault(error, topic, partitionsOf(groups), certainBy(producedIn(error), topic, groups));
      // Whatever happened to the connection, the next send gets another: what only concerned these records keeps it.
      if (fault.kind !== 'too-large' && fault.kind !== 'unknown-topic') this.#discard(used);
      throw fault;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const current = this.#current;
    this.#current = undefined;
    await current?.then((client) => client.close(true)).catch(() => undefined);
  }

  #discard(used: Promise<Client>): void {
    if (this.#current === used) this.#current = undefined;
    // Not awaited: a closing connection may wait for a broker that will not answer.
    used
      .then((client) => client.close(true))
      .catch((error: unknown) => this.#log.info({ fault: faultText(error) }, 'discarded producer did not close'));
  }
}

async function send(used: Promise<Client>, topic: string, groups: readonly PartitionRecords[]): Promise<ProduceResult[]> {
  const client = await used;
  // It would take the number modulo the count, and write into another partition.
  const count = await partitionCountOf(client, topic);
  const beyond = partitionsOf(groups).filter((partition) => partition >= count);
  if (beyond.length > 0) throw new ProduceFault('unknown-topic', topic, beyond, `the topic has ${count} partitions`);
  const messages = groups.flatMap(({ partition, records }) =>
    records.map(({ key, value, headers }) => ({ topic, partition, key, value, headers: new Map(Object.entries(headers)) })),
  );
  return confirmedBy(answered(await client.send({ acks: acknowledgedByAll, messages })), topic, groups);
}

function answered({ offsets = [] }: ProduceAnswer): Answered[] {
  return offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset: Number(offset) }));
}

/** What the leaders that did confirm had answered when another did not. */
function producedIn(error: unknown): Answered[] {
  return error instanceof Error && 'produced' in error ? answered(error.produced as ProduceAnswer) : [];
}

/** Answered from memory for 5 s. */
async function partitionCountOf(client: Client, topic: string): Promise<number> {
  try {
    return (await client.metadata({ topics: [topic] })).topics.get(topic)?.partitionsCount ?? 0;
  } catch (error) {
    // Its own word for a topic that the broker does not know; whatever else fails here has another code.
    if (error instanceof Error && 'code' in error && error.code === 'PLT_KFK_USER')
      throw new ProduceFault('unknown-topic', topic, [], error);
    throw error;
  }
}

/** The package is loaded when the first record is sent: a process that sends with kafkajs does not pay for it. */
export function platformaticProducer({ brokers, clientId, credentials, log = silentLog }: PlatformaticSettings): PlatformaticProducer {
  const bytes = (data: Bytes | undefined): Buffer | undefined =>
    typeof data === 'string' ? Buffer.from(data, 'utf8') : (data ?? undefined);
  const text = (data: string | undefined): Buffer | undefined => (data === undefined ? undefined : Buffer.from(data, 'utf8'));
  const create: CreateClient = async () => {
    const { Producer: Client } = await import('@platformatic/kafka');
    const client = new Client<Bytes, Bytes, string, string>({
      clientId,
      bootstrapBrokers: [...brokers],
      ...(credentials !== undefined && {
        sasl: { mechanism: 'SCRAM-SHA-512', username: credentials.user, password: credentials.password },
      }),
      serializers: { key: bytes, value: bytes, headerKey: text, headerValue: text },
      autocreateTopics: false,
      connectTimeout: 1000,
      requestTimeout: 5000,
      timeout: 5000,
      // Short, as kafkajs': the relay sends again by itself, and a retry that outlives its deadline only makes late repeats.
      retries: 3,
      retryDelay: 150,
    });
    // It listens for the first error of a connection only; the second would be an uncaught exception and end this process.
    client.connections.on('connecting', ({ connection }) => connection.on('error', () => undefined));
    return client;
  };
  return new PlatformaticProducer(create, seldom(log));
}
