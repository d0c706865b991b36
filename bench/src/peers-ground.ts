import { workerPool } from '@xiezhi/postgres';
import type { Pool } from 'pg';
import { DataSource, type EntitySchema } from 'typeorm';
import { z } from 'zod';

/** What a peer's process is told: one argument on its command line. */
const peerGround = z.object({
  host: z.string(),
  port: z.number(),
  database: z.string(),
  user: z.string(),
  password: z.string(),
  brokers: z.array(z.string()),
  brokerUser: z.string(),
  brokerPassword: z.string(),
  topic: z.string(),
  /** The first hand-off this life of the process takes; none is taken twice. */
  base: z.number(),
  /** Takes none, and only publishes what earlier lives left. */
  isHeir: z.boolean(),
});

export type PeerGround = z.infer<typeof peerGround>;

/** Hand-offs at a time, for all peers alike. */
export const peerClients = 8;

export const readPeerGround = (): PeerGround => peerGround.parse(JSON.parse(process.argv[2] ?? '{}'));

export function peerPool({ host, port, database, user, password }: PeerGround): Pool {
  return workerPool({ host, port, name: database }, { user, password }, { connectionsMax: peerClients + 2, statementTimeoutMs: 60_000 });
}

/** A peer's own connection to its tables, as its tutorial makes it. */
export async function peerSource({ host, port, database, user, password }: PeerGround, entities: EntitySchema[]): Promise<DataSource> {
  return new DataSource({ type: 'postgres', host, port, database, username: user, password, schema: 'peers', entities }).initialize();
}

export const saslOf = ({ brokerUser, brokerPassword }: PeerGround) =>
  ({ mechanism: 'scram-sha-512', username: brokerUser, password: brokerPassword }) as const;

/** Takes hand-offs on eight lines until the process is killed. */
export async function takeForEver(ground: PeerGround, take: (n: number) => Promise<void>): Promise<void> {
  let next = ground.base;
  console.log('ready');
  if (ground.isHeir) return new Promise(() => setInterval(() => undefined, 1000));
  await Promise.all(
    Array.from({ length: peerClients }, async () => {
      for (;;) await take(next++);
    }),
  );
}

/** As long as what a hand-off announces. */
export const peerBody = (id: string): string => JSON.stringify({ id, type: 'hand-off-accepted', fill: 'x'.repeat(600) });
