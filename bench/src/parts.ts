import { clockTick } from './clock-tick.ts';
import { documentNumbers } from './document-numbers.ts';
import { handOffRate } from './hand-off-rate.ts';
import { httpRate } from './http-rate.ts';
import { inboxRate } from './inbox-rate.ts';
import { lifecycles } from './lifecycle.ts';
import { outboxDrain } from './outbox-drain.ts';
import type { Part } from './part.ts';
import { peersBeside } from './peers.ts';
import { replanGrowth } from './replan.ts';
import { travelTime } from './travel-time.ts';
import { wholeStack } from './whole-stack.ts';
import { worklist } from './worklist.ts';

/** All parts, in the order they are measured. */
export const parts: readonly Part[] = [
  {
    name: 'rate',
    says: 'hand-offs per second through handle, against pgbench making the same calls',
    measure: handOffRate,
  },
  {
    name: 'http',
    says: 'hand-offs per second over HTTP at the service’s own port, against a bare Fastify making the same calls',
    measure: httpRate,
  },
  {
    name: 'drain',
    says: 'announcements per second from the outbox to the broker, against producing them out of memory',
    measure: outboxDrain,
  },
  {
    name: 'inbox',
    says: 'announcements per second from the broker into a consumer’s tables, against saying the same statements out of memory',
    measure: inboxRate,
  },
  {
    name: 'travel',
    says: 'commit at A → visible at B at half load, against the floor of the same steps',
    measure: travelTime,
  },
  {
    name: 'numbers',
    says: 'signatures per second of 64 units whose letters take a number, against the same without',
    measure: async (ground) => [await documentNumbers(await ground.rig())],
  },
  {
    name: 'tick',
    says: 'a tick over a million running clocks, against one over ten thousand',
    measure: async (ground) => [await clockTick(await ground.rig())],
  },
  {
    name: 'replan',
    says: 'a clock’s share of a re-plan of a hundred thousand, against one of ten thousand',
    measure: replanGrowth,
  },
  {
    name: 'worklist',
    says: 'first page of an officer’s worklist among a million rows, against a tenth of them',
    measure: async (ground) => [await worklist(await ground.rig())],
  },
  {
    name: 'lifecycle',
    says: 'whole lives of hand-offs over the whole stack: empty, with 10⁵ and 10⁶ clues, and under DIGIT’s bursts',
    measure: lifecycles,
  },
  {
    name: 'peers',
    says: 'what others would do: stock Nest emit and a TypeORM outbox, their rates and what kill −9 loses',
    measure: peersBeside,
  },
  {
    name: 'stack',
    says: 'memory at rest of the whole stack, warm and cold start',
    measure: ({ options }) => wholeStack(options),
  },
];
