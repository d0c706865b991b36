// node tools/start/run.mjs tools/kafka/producers.ts: what both clients that a relay may send with cost, in one run, in turn (docs/adr/0025).
import { anyFreePorts, startKafka, temporaryHome, withAdmin } from '@xiezhi/embedded';
import { type BatchProducer, KafkaJsBroker, type OutgoingRecord, platformaticProducer } from '@xiezhi/messaging';

const rounds = 7;
const topic = 'producers';
/** Records per send, and how many sends of each round. */
const shapes = [
  { batch: 500, sends: 60 },
  { batch: 100, sends: 200 },
  { batch: 20, sends: 500 },
  { batch: 1, sends: 1000 },
] as const;

const record = (n: number): OutgoingRecord => ({
  key: `0199a0e0-0000-7000-8000-${String(n % 1000).padStart(12, '0')}`,
  value: JSON.stringify({ n, text: 'x'.repeat(580) }),
  headers: {
    ce_specversion: '1.0',
    ce_id: `0199a0e0-0000-7000-8000-${String(n).padStart(12, '0')}`,
    ce_source: '/xiezhi/clue-transfer',
    ce_type: 'clue-transfer.hand-off-accepted.v1',
    ce_time: '2026-11-26T05:00:00.000000Z',
    ce_subject: `hand-off/0199a0e0-0000-7000-8000-${String(n % 1000).padStart(12, '0')}`,
    'content-type': 'application/json',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
});

interface Measured {
  perSecond: number;
  cpuMicrosPerRecord: number;
  p50Ms: number;
}

async function measure(producer: BatchProducer, { batch, sends }: { batch: number; sends: number }): Promise<Measured> {
  const records = Array.from({ length: batch }, (_, n) => record(n));
  const latencies: number[] = [];
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (let n = 0; n < sends; n++) {
    const sentAt = performance.now();
    await producer.produce(topic, [{ partition: n % 6, records }], 10_000);
    latencies.push(performance.now() - sentAt);
  }
  const tookMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: (batch * sends * 1000) / tookMs,
    cpuMicrosPerRecord: (user + system) / (batch * sends),
    p50Ms: median(latencies),
  };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const home = temporaryHome('xiezhi-producers-');
const [port = 0, controllerPort = 0] = await anyFreePorts(2);
const kafka = await startKafka({ home: home.path, port, controllerPort, adminPassword: 'producersmeasured', diesWithUs: true });
const login = {
  brokers: kafka.brokers,
  clientId: 'producers',
  credentials: { user: kafka.admin.username, password: kafka.admin.password },
};
const idleMb = process.memoryUsage().rss / 2 ** 20;
const producers: Record<string, BatchProducer> = { kafkajs: new KafkaJsBroker(login) };
try {
  await withAdmin({ brokers: kafka.brokers, ...kafka.admin }, (admin) =>
    admin.createTopics({ topics: [{ topic, numPartitions: 6 }], waitForLeaders: true }),
  );
  await measure(producers['kafkajs']!, { batch: 1, sends: 50 });
  const withOneMb = process.memoryUsage().rss / 2 ** 20;
  producers['platformatic'] = platformaticProducer(login);
  await measure(producers['platformatic'], { batch: 1, sends: 50 });
  const withBothMb = process.memoryUsage().rss / 2 ** 20;
  const found = new Map<string, Measured[]>();
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++)
    for (const shape of shapes)
      for (const [name, producer] of round % 2 === 0 ? Object.entries(producers) : Object.entries(producers).toReversed()) {
        const measured = await measure(producer, shape);
        if (round > 0) found.set(`${name}/${shape.batch}`, [...(found.get(`${name}/${shape.batch}`) ?? []), measured]);
      }
  console.log(`${rounds} rounds in turn, ~600 B and 8 headers a record, one send in flight, broker with fsync; medians (min–max)\n`);
  console.log('| records a send | client | records/s | CPU µs a record | p50 ms a send |\n|---|---|---|---|---|');
  for (const { batch } of shapes) for (const name of Object.keys(producers)) tell(batch, name, found.get(`${name}/${batch}`) ?? []);
  console.log(
    `\nresident: ${idleMb.toFixed(0)} MB before, ${withOneMb.toFixed(0)} MB with kafkajs sending, ${withBothMb.toFixed(0)} MB with both`,
  );
} finally {
  await Promise.all(Object.values(producers).map((producer) => producer.close()));
  await kafka.stop();
  home.remove();
}

function tell(batch: number, name: string, measured: readonly Measured[]): void {
  const column = (of: (one: Measured) => number, digits: number): string => {
    const values = measured.map(of);
    return `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
  };
  const columns = [column((one) => one.perSecond, 0), column((one) => one.cpuMicrosPerRecord, 1), column((one) => one.p50Ms, 2)];
  console.log(`| ${batch} | ${name} | ${columns.join(' | ')} |`);
}
