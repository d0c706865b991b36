import { setTimeout as pause } from 'node:timers/promises';
import { rolesOf, schemaOf, topicOf } from '@xiezhi/contracts';
import { kafkaClient } from '@xiezhi/embedded';
import { type KafkaJsBroker, OutboxRelay } from '@xiezhi/messaging';
import type { Producer } from 'kafkajs';
import { brokerOf, instead, newTopic } from './bench-broker.ts';
import { now } from './open-loop.ts';
import { handOffIdOf } from './received-hand-offs.ts';
import type { Rig } from './rig.ts';
import { TravelReceiver } from './travel-receiver.ts';
import { acceptance } from './whole-hand-off.ts';

/** One of the two ways from A to B: A is this process, B another one. */
export interface Side {
  name: string;
  /** Commits the n-th at A, from where it travels to B by itself. */
  send(n: number): Promise<void>;
  /** When the broker had confirmed each of so many, by id, since the last call. */
  confirmed(count: number): Promise<Map<string, number>>;
  receiver: TravelReceiver;
  stop(): Promise<void>;
}

const connections = 16;

/** Hand-offs accepted through `handle`, relayed, consumed by case supervision, where a file is opened for each. */
export async function ourSide(rig: Rig): Promise<Side> {
  const broker = brokerOf(rig, 'clue-transfer');
  const confirmations = new Confirmations();
  const produce: KafkaJsBroker['produce'] = async (topic, groups, deadlineMs) => {
    const results = await broker.produce(topic, groups, deadlineMs);
    const subjects = groups.flatMap(({ records }) => records.map(({ headers }) => headers['ce_subject'] ?? ''));
    confirmations.note(subjects.map((subject) => subject.slice('hand-off/'.length)));
    return results;
  };
  const relay = new OutboxRelay({
    service: 'clue-transfer',
    broker: instead(broker, { produce }),
    pool: rig.pool('clue-transfer', 'worker', 8),
  });
  relay.start();
  const receiver = new TravelReceiver();
  await receiver.start({
    side: 'ours',
    brokers: rig.brokers,
    login: { user: 'case-supervision', password: rig.brokerPassword },
    pool: { ...loginOf(rig, rolesOf(schemaOf('case-supervision')).worker), max: 8 },
    topic: topicOf('clue-transfer'),
  });
  const accept = acceptance(rig.pool('clue-transfer', 'app', connections));
  return {
    name: 'ours',
    send: async (n) => {
      await accept(handOffIdOf(n));
      relay.wake();
    },
    confirmed: (count) => confirmations.take(count),
    receiver,
    stop: async () => {
      await receiver.stop();
      await relay.stop();
      await broker.close();
    },
  };
}

const floorPartitions = 6;

/**
 * The bare steps: one insert committed at A, one record produced with acks from all, fetched, inserted and committed at B. Naturally
 * batched: what has queued up while a send was under way goes with the next.
 */
export async function floorSide(rig: Rig, recordBytes: number): Promise<Side> {
  const topic = await newTopic(rig, 'xiezhi.bench.floor.v1', floorPartitions);
  const { rows } = await rig.admin.query<{ user: string }>('select current_user as user');
  const user = rows[0]!.user;
  for (const table of ['bench_floor_a', 'bench_floor_b'])
    await rig.admin.query(`create table ${table} (id uuid primary key, body text not null)`);
  const receiver = new TravelReceiver();
  const login = { user: 'admin', password: rig.brokerPassword };
  await receiver.start({ side: 'floor', brokers: rig.brokers, login, pool: { ...loginOf(rig, user), max: 8 }, topic });
  const producer = kafkaClient({ brokers: rig.brokers, username: login.user, password: login.password }).producer({
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        Number(BigInt(`0x${message.key!.toString().slice(-6)}`) % BigInt(floorPartitions)),
  });
  await producer.connect();
  const pool = rig.adminPool(connections);
  const confirmations = new Confirmations();
  const produce = naturallyBatched(producer, topic, confirmations);
  const body = 'x'.repeat(recordBytes);
  return {
    name: 'floor',
    send: async (n) => {
      const id = handOffIdOf(n);
      await pool.query({ name: 'floor_a', text: 'insert into bench_floor_a values ($1, $2)', values: [id, body] });
      produce(id, body);
    },
    confirmed: (count) => confirmations.take(count),
    receiver,
    stop: async () => {
      await receiver.stop();
      await producer.disconnect();
    },
  };
}

/** When the broker said that it has them. */
class Confirmations {
  #at = new Map<string, number>();

  note(ids: readonly string[]): void {
    const at = now();
    for (const id of ids) this.#at.set(id, at);
  }

  /** B may have it before A hears so. */
  async take(count: number): Promise<Map<string, number>> {
    while (this.#at.size < count) await pause(5);
    const taken = this.#at;
    this.#at = new Map();
    return taken;
  }
}

function naturallyBatched(producer: Producer, topic: string, confirmations: Confirmations): (key: string, value: string) => void {
  let queue: { key: string; value: string }[] = [];
  let isSending = false;
  const send = async (): Promise<void> => {
    isSending = true;
    while (queue.length > 0) {
      const messages = queue;
      queue = [];
      await producer.send({ topic, acks: -1, messages });
      confirmations.note(messages.map(({ key }) => key));
    }
    isSending = false;
  };
  return (key, value) => {
    queue.push({ key, value });
    if (!isSending) void send();
  };
}

const loginOf = ({ host, port, database, password }: Rig, user: string) => ({ host, port, database, password, user });
