import { setTimeout as pause } from 'node:timers/promises';
import { trailConsumer, trailEffect } from '@xiezhi/audit/trail';
import { type Publisher, publishers, schemaOf, type ServiceName, topicOf } from '@xiezhi/contracts';
import { type Answered, checkPromises } from '@xiezhi/faults/promises';
import { Inbox, OutboxRelay } from '@xiezhi/messaging';
import { brokerOf } from './bench-broker.ts';
import type { Rig } from './rig.ts';

const withinMs = 180_000;
const announcing: readonly Publisher[] = publishers.filter((service) => service !== 'directory');

/**
 * Lets everything that was announced in a part reach audit and then asks the fault suite's checker about all of it: a figure that was
 * made by losing, doubling or reordering something is no figure.
 *
 * @param consumers who consumed in the part, beside audit
 * @throws naming what was broken
 */
export async function checkOwnLoad(rig: Rig, answered: readonly Answered[] = [], consumers: readonly ServiceName[] = []): Promise<void> {
  const stop = await carryOn(rig);
  try {
    await allInAudit(rig);
  } finally {
    await stop();
  }
  // Tables that grew by a million rows within a minute have the statistics of empty ones, and the checker's joins would be nested loops.
  await rig.admin.query('analyze');
  const { effects, lost, doubled, reordered, parked } = await checkPromises(rig.admin, {
    answered,
    consumers: ['audit', ...announcing, ...consumers],
  });
  const broken = [...lost, ...doubled, ...reordered, ...parked];
  if (broken.length > 0) throw new Error(`the load of this part broke ${broken.length} promises: ${broken.slice(0, 5).join('; ')}`);
  console.log(`  checked: ${answered.length} answers, ${effects} announcements; none lost, doubled, reordered or parked`);
}

/** A relay for each service that announces, and audit's own consumer. */
async function carryOn(rig: Rig): Promise<() => Promise<void>> {
  const relays = announcing.map((service) => {
    const broker = brokerOf(rig, service);
    const relay = new OutboxRelay({ service, broker, pool: rig.pool(service, 'worker', 8) });
    relay.start();
    return { relay, broker };
  });
  const broker = brokerOf(rig, 'audit');
  const trail = new Inbox({
    service: 'audit',
    schema: schemaOf('audit'),
    name: trailConsumer,
    topics: publishers.map(topicOf),
    broker,
    pool: rig.pool('audit', 'worker', 8),
    effect: trailEffect(() => undefined),
  });
  await trail.start();
  return async () => {
    await trail.stop();
    await Promise.all(relays.map((each) => each.relay.stop()));
    await Promise.all([broker.close(), ...relays.map((each) => each.broker.close())]);
  };
}

async function allInAudit({ admin }: Rig): Promise<void> {
  const announced = announcing.map((service) => `coalesce((select sum(announced) from ${schemaOf(service)}.stream), 0)`).join(' + ');
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; await pause(1000)) {
    const { rows } = await admin.query<{ missing: number }>(
      `select ${announced} - (select count(*) from audit.trail) - (select count(*) from audit.inbox_parked) as missing`,
    );
    if (rows[0]!.missing === 0) return;
  }
  // What is missing is told by the checker.
}
