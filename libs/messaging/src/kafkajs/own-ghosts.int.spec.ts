import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from '@xiezhi/testing';
import { afterEach, describe, expect, inject, it } from 'vitest';
import type { KafkaJsBroker } from './kafkajs-broker.ts';
import { brokerOf, newTopic, withKafkaAdmin } from '../messaging.fixture.ts';
import { slowGhostTuning } from './own-ghosts.fixture.ts';

const opened: KafkaJsBroker[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((broker) => broker.close()));
});

const memberProcess = fileURLToPath(new URL('member.process.ts', import.meta.url));

/** A process that has joined the group, and is then killed as by the kernel: it says good-bye to nobody. */
async function joinAndBeKilled(topic: string, group: string, instance: string): Promise<void> {
  const asked = JSON.stringify({ address: inject('kafka'), topic, group, instance });
  const child = spawn(process.execPath, ['--no-warnings', memberProcess, asked], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function join(topic: string, group: string, instance: string) {
  const broker = brokerOf(inject('kafka'), { instance, tuning: slowGhostTuning });
  opened.push(broker);
  return broker.subscribe({
    group,
    topics: [topic],
    startOffsets: () => Promise.resolve(new Map()),
    onBatch: ({ next }) => Promise.resolve(next),
    onAlarm: () => undefined,
  });
}

const membersOf = (group: string) =>
  withKafkaAdmin(inject('kafka'), async (admin) => (await admin.describeGroups([group])).groups[0]?.members ?? []);

describe('a lone consumer that was killed', () => {
  it('does not wait for its own ghost when it comes back, however long the session', async () => {
    const [topic, group] = [await newTopic(inject('kafka'), 2), `ghosts.${randomUUID()}`];
    await joinAndBeKilled(topic, group, 'harbour:4001');
    expect(await membersOf(group)).toHaveLength(1);
    const startedAt = performance.now();
    const back = await join(topic, group, 'harbour:4001');
    await eventually(async () => expect(back.health().assigned).toHaveLength(2), { withinMs: 20_000 });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(await membersOf(group)).toHaveLength(1);
  });

  it('leaves alone the members of every other instance', async () => {
    const [topic, group] = [await newTopic(inject('kafka'), 2), `ghosts.${randomUUID()}`];
    const harbour = await join(topic, group, 'harbour:4001');
    await eventually(async () => expect(harbour.health().assigned).toHaveLength(2), { withinMs: 20_000 });
    const customs = await join(topic, group, 'customs:4001');
    await eventually(async () => expect([harbour.health().assigned.length, customs.health().assigned.length]).toEqual([1, 1]), {
      withinMs: 20_000,
    });
    expect(harbour.health().rebuilt).toBe(0);
  });
});
