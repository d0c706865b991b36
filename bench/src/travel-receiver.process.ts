// B of the travel part (travel-receiver.ts): consumes, and notes when the effect of each record was committed.
import { join } from 'node:path';
import { subscriptionEffect } from '@xiezhi/aggregate';
import { caseFileSubscriptions } from '@xiezhi/case-supervision/case-file';
import { schemaOf } from '@xiezhi/contracts';
import { kafkaClient } from '@xiezhi/embedded';
import { chartBookOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { type BrokerPort, Inbox, KafkaJsBroker, keepRefusals, repairRequestQueue } from '@xiezhi/messaging';
import { workerPool } from '@xiezhi/postgres';
import { companyMs, rest } from '@xiezhi/service/pace';
import { Pool } from 'pg';
import { instead } from './bench-broker.ts';
import { now } from './open-loop.ts';
import { repository } from './run-record.ts';
import type { ReceiverOrder, Seen, Sight, ToReceiver } from './travel-receiver.ts';

/** First time of each: the way may bring one twice, its effect is one. */
let seen = new Map<string, Sight>();
let stop = (): Promise<void> => Promise.resolve();

process.on('message', (message: ToReceiver) => void answer(message).then((told) => process.send!(told)));
process.once('disconnect', () => void stop().finally(() => process.exit(0)));

async function answer(message: ToReceiver): Promise<unknown> {
  if ('side' in message) {
    stop = message.side === 'ours' ? await consumeAsService(message) : await consumeBarely(message);
    return 'started';
  }
  if (message.ask === 'how many') return seen.size;
  const told: Seen = [...seen];
  seen = new Map();
  return told;
}

function note(id: string, sight: Sight): void {
  if (!seen.has(id)) seen.set(id, sight);
}

async function consumeAsService({ brokers, login, pool: config, topic }: ReceiverOrder): Promise<() => Promise<void>> {
  const service = 'case-supervision';
  const broker = new KafkaJsBroker({ brokers, clientId: service, credentials: login, tuning: rest });
  const { host, port, database: name, user, password, max: connectionsMax } = config;
  const pool = workerPool({ host, port, name }, { user, password }, { connectionsMax, asksByKey: true });
  const charts = chartBookOf([readMechanismPack(join(repository, 'packs', 'river-chief-procurator'))]);
  const inbox = new Inbox({
    service,
    schema: schemaOf(service),
    name: 'case-file',
    topics: [topic],
    broker: noting(broker),
    pool,
    effect: subscriptionEffect(service, caseFileSubscriptions(charts), keepRefusals(service)),
    companyMs,
  });
  await inbox.start();
  return async () => {
    await inbox.stop();
    await Promise.all([broker.close(), pool.end()]);
  };
}

/** A batch is answered when its transaction is committed. Beacons are nobody's. */
function noting(broker: KafkaJsBroker): BrokerPort {
  const subscribe: BrokerPort['subscribe'] = (options) =>
    broker.subscribe({
      ...options,
      onBatch: async (batch) => {
        const fetchedAt = now();
        const next = await options.onBatch(batch);
        const visibleAt = now();
        for (const { headers } of batch.records) {
          const [aggregate, id] = (headers['ce_subject']?.toString() ?? '').split('/');
          if (aggregate === 'hand-off' && id !== undefined) note(id, { fetchedAt, visibleAt });
        }
        return next;
      },
    });
  return instead(broker, { subscribe });
}

/** What nobody can do without: fetch, insert, commit, once for each batch. */
async function consumeBarely({ brokers, login, pool: config, topic }: ReceiverOrder): Promise<() => Promise<void>> {
  repairRequestQueue();
  const pool = new Pool(config);
  const consumer = kafkaClient({ brokers, username: login.user, password: login.password }).consumer({
    groupId: 'bench.floor',
    maxWaitTimeInMs: 200,
    minBytes: 1,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 16,
    eachBatch: async ({ batch: { messages } }) => {
      const fetchedAt = now();
      const ids = messages.map(({ key }) => key!.toString());
      const bodies = messages.map(({ value }) => value!.toString());
      await pool.query({
        name: 'floor',
        text: 'insert into bench_floor_b select * from unnest($1::uuid[], $2::text[])',
        values: [ids, bodies],
      });
      const visibleAt = now();
      for (const id of ids) note(id, { fetchedAt, visibleAt });
    },
  });
  return async () => {
    await consumer.disconnect();
    await pool.end();
  };
}
