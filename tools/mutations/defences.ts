/**
 * One defence of the product and how to take it out. The tool patches a copy of the tree, never the product: there is no switch in
 * it that could be left off.
 */
export interface Mutation {
  /** What is taken out, as docs and reports name it. */
  defence: string;
  /** What a reader should expect to go wrong without it. */
  without: string;
  /** Each `find` must stand in its file exactly once. */
  patches: readonly { file: string; find: string; replace: string }[];
  /** Vitest project and files whose tests must notice. */
  project: 'pure' | 'int';
  specs: readonly string[];
}

/** Every defence whose absence the suite is known to notice. `npm run faults -- mutations` proves it again. */
export const mutations: readonly Mutation[] = [
  {
    defence: 'compare-and-set',
    without: 'two commands that decided on the same state both append',
    patches: [
      {
        file: 'libs/event-store/src/chunk-append.sql.ts',
        find: 'and h.stream_id = p_stream and h.version = p_expected for update;',
        replace: 'and h.stream_id = p_stream for update;',
      },
      {
        file: 'libs/event-store/src/chunk-append.sql.ts',
        find: 'and h.version = p_expected and h.announced = p_announced and (p_prev is null or h.prev = p_prev) and h.family_id = p_family',
        replace: '',
      },
      {
        // The key of the facts would still refuse the second of two; all stand for one rule and fall together.
        file: 'libs/event-store/src/chunk-append.sql.ts',
        find: 'from unnest(p_fact_types, p_fact_data) with ordinality as f(type, data, n);',
        replace: 'from unnest(p_fact_types, p_fact_data) with ordinality as f(type, data, n) on conflict do nothing;',
      },
    ],
    project: 'int',
    specs: ['libs/event-store'],
  },
  {
    defence: 'epoch in delete',
    without: 'a relay that lost its shard removes rows its successor has not sent',
    patches: [
      {
        file: 'libs/messaging/src/outbox-tables.ts',
        find: 'and (sent.shard, sent.epoch) in (select shard, epoch from ours)',
        replace: '',
      },
    ],
    project: 'int',
    specs: ['libs/messaging/src/relay.int.spec.ts'],
  },
  {
    defence: 'offset fence',
    without: 'two members that both believe to own a partition apply one chunk twice',
    patches: [
      {
        file: 'libs/messaging/src/take-chunks.sql.ts',
        find: 'and o.partition = p_partitions[n] and o.next_offset = p_froms[n]',
        replace: 'and o.partition = p_partitions[n] and p_froms[n] is not null',
      },
    ],
    project: 'int',
    specs: ['libs/messaging/src/fence.int.spec.ts', 'libs/messaging/src/inbox.int.spec.ts'],
  },
  {
    defence: 'id dedupe',
    without: 'a record that the relay sent twice is decided twice',
    patches: [
      {
        file: 'libs/messaging/src/gate.ts',
        find: "  if (!view.fresh.delete(event.id)) return { kind: 'drop', layer: 'id' };\n  const family",
        replace: '  const family',
      },
    ],
    project: 'pure',
    specs: ['libs/messaging/src/gate.spec.ts'],
  },
  {
    defence: 'version gate',
    without: 'an announcement is applied before its predecessor, or a second time under another id',
    patches: [
      {
        file: 'libs/messaging/src/gate.ts',
        find: "  if (sequence <= last) return { kind: 'drop', layer: 'gate' };\n  if (sequence > last + 1) return { kind: 'park', lane, reason: 'GAP', detail: `${last + 1} is missing` };",
        replace: '',
      },
    ],
    project: 'pure',
    specs: ['libs/messaging/src/gate.spec.ts'],
  },
  {
    defence: 'answer compared',
    without: 'a send that the client did not finish counts as confirmed, and its rows are deleted',
    patches: [
      {
        file: 'libs/messaging/src/confirmed.ts',
        find: 'if (results.length === groups.length) return results;',
        replace: 'return groups.map(({ partition, records }) => ({ topic, partition, baseOffset: 0, count: records.length }));',
      },
    ],
    project: 'pure',
    specs: ['libs/messaging/src/kafkajs/kafkajs-producer.spec.ts'],
  },
  {
    defence: 'alarm at records that are gone',
    without: 'a consumer reads on behind records it never saw, as if nothing had been lost',
    patches: [
      {
        file: 'libs/messaging/src/kafkajs/start-offset.ts',
        find: "  if (stored < low) return { alarm: { topic, partition, kind: 'retention-passed', stored, low, high } };\n",
        replace: '  if (stored < low) return { offset: low };\n',
      },
    ],
    project: 'pure',
    specs: ['libs/messaging/src/kafkajs/kafkajs-subscription.spec.ts'],
  },
  {
    defence: 'a shared death proves nothing',
    without: 'whoever was under way when somebody killed the process is parked as its killer',
    patches: [
      { file: 'libs/messaging/src/parking.ts', find: 'alone: alone + (isAlone ? 1 : 0)', replace: 'alone: alone + (isAlone ? 1 : 1)' },
    ],
    project: 'pure',
    specs: ['libs/messaging/src/parking.spec.ts', 'libs/messaging/src/simulation/suspects.spec.ts'],
  },
  {
    defence: 'one hand-off of a matter in flight',
    without: 'two bodies are sent the same matter and both may come to own it',
    patches: [
      {
        file: 'apps/clue-transfer/src/matter/flight.ts',
        find: "  if (flight.inFlight !== undefined || flight.settled.includes(leg.handOffId)) throw new Refusal('MATTER_ALREADY_HANDED_OVER');\n",
        replace: '',
      },
      {
        file: 'apps/clue-transfer/src/hand-off/hand-off.announce.ts',
        find: '      return { take: claim };',
        replace: '      return {};',
      },
    ],
    project: 'pure',
    specs: ['e2e/protocol', 'libs/stage-chart'],
  },
  {
    defence: 'owner after a return',
    without: 'a matter given back stays with the body that gave it back',
    patches: [
      {
        file: 'apps/clue-transfer/src/matter/flight.ts',
        find: "      return [{ type: 'GivenBack', leg: command.leg, previousOwner: flight.owner }, ...bouncedOut(flight, command.leg)];",
        replace: '      return [];',
      },
    ],
    project: 'pure',
    specs: ['e2e/protocol', 'libs/stage-chart'],
  },
];
