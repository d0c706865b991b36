import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { schemaOf, services } from '@xiezhi/contracts';
import { withAdmin } from '@xiezhi/embedded';
import { eventually } from '@xiezhi/testing';
import type { Stack } from '@xiezhi/testing/stack';

const tool = join(resolve(import.meta.dirname, '..', '..', '..'), 'tools', 'xiezhi', 'xiezhi.ts');

export interface Status {
  isWell: boolean;
  operations: Record<
    string,
    {
      parked: { consumer: string; lane: string; reason: string; state: string; records: number }[];
      consumers: { joined: boolean; stopped: unknown[] }[];
    }
  >;
}

/** `xiezhi status --json`, as an operator has it, and its exit code. */
export async function xiezhiStatus(stack: Stack): Promise<Status & { exitCode: number; text: string }> {
  const run = promisify(execFile)(process.execPath, [tool, '--home', stack.home, 'status', '--json']);
  const { stdout, code } = await run.then(
    ({ stdout: said }) => ({ stdout: said, code: 0 }),
    (error: { stdout: string; code: number }) => error, // exit code 1 says that not all is well
  );
  return { ...(JSON.parse(stdout) as Status), exitCode: code, text: stdout };
}

/** Waits until every consumer of a topic has taken everything that stands on it now. */
export async function caughtUp(stack: Stack, topic: string): Promise<void> {
  const ends = await withAdmin(stack.brokerLogin('reader'), (admin) => admin.fetchTopicOffsets(topic));
  const db = stack.pool('postgres');
  try {
    await eventually(
      async () => {
        for (const service of services) {
          const { rows } = await db.query<{ consumer: string; partition: number; next: string }>(
            `select consumer, partition, next_offset as next from ${schemaOf(service)}.inbox_offset where topic = $1`,
            [topic],
          );
          // A consumer that has ever taken something of the topic has a row for each partition with records.
          for (const consumer of new Set(rows.map((row) => row.consumer))) {
            const behind = ends.filter(({ partition, high }) => {
              const mine = rows.find((row) => row.consumer === consumer && row.partition === partition);
              return Number(mine?.next ?? 0) < Number(high);
            });
            if (behind.length > 0) throw new Error(`${consumer} has not taken all of ${topic}`);
          }
        }
      },
      { withinMs: 120_000, everyMs: 100 },
    );
  } finally {
    await db.end();
  }
}
