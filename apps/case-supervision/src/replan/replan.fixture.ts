import { randomUUID } from 'node:crypto';
import { handle } from '@xiezhi/aggregate';
import type { IntegrationEvent } from '@xiezhi/contracts';
import { PgEventStore } from '@xiezhi/event-store';
import { type MechanismPack, PackShelf } from '@xiezhi/mechanism-pack';
import { transaction } from '@xiezhi/postgres';
import type { TestDatabase } from '@xiezhi/testing';
import { ClockRuleBook } from '../clock/clock-rules.ts';
import { serviceName } from '../clock/clock-chunk.ts';
import { clockEffect } from '../clock/clock.effect.ts';
import { pack } from '../clock/clock.fixture.ts';
import { replanRows } from './replan-row.ts';
import { replans } from './replan.announce.ts';
import type { Proposal, ReplanCommand, ReplanTarget } from './replan.decider.ts';
import { platform, proposal } from './replan.samples.ts';

/** The delivered pack with a notice for 2035: two days off in March. */
export const noticed: MechanismPack = {
  ...pack,
  calendars: [
    ...pack.calendars,
    {
      year: 2035,
      notices: [
        {
          document: '国办发明电〔2034〕1号',
          title: '测试通知',
          issuedOn: '2034-11-01',
          off: [{ name: '测试假', from: '2035-03-06', to: '2035-03-07' }],
          makeUp: [],
        },
      ],
    },
  ],
};

/** A version of 2035 that gives two more days for signing, and has no row for the answer to a hand-off. */
export const slower: MechanismPack = {
  ...pack,
  header: { ...pack.header, version: '2035.1', validFrom: '2035-01-01' },
  clocks: pack.clocks.map((file) => ({
    ...file,
    rules: file.rules.flatMap((row) => (row.id === 'H06' ? { ...row, length: 3 } : row.id === 'H09b' ? [] : row)),
  })),
};

export function bookOf(home: MechanismPack, ...published: MechanismPack[]): ClockRuleBook {
  const shelf = new PackShelf(home);
  for (const one of published) shelf.put(one);
  return new ClockRuleBook(shelf);
}

type Received = Parameters<ReturnType<typeof clockEffect>>[1];

/** What the controller and the inbox do, straight on the database. */
export function replanning({ worker, app }: TestDatabase) {
  const command = (id: string, content: ReplanCommand) =>
    transaction(worker, async (tx) => {
      await replanRows.lock(tx, id);
      const act = { caller: { service: serviceName }, correlationId: randomUUID() };
      const { state, events } = await handle(new PgEventStore(tx, serviceName), replans, id, content, act);
      if (events.length > 0) await replanRows.stand(tx, id, state);
      return state;
    });
  return {
    hear: (rules: ClockRuleBook, ...events: IntegrationEvent[]) =>
      transaction(worker, (tx) => clockEffect(rules)(tx, events as unknown as Received)),
    command,
    async propose(target: ReplanTarget, world?: string): Promise<string> {
      const id = randomUUID();
      const whole: Proposal = { ...proposal, target, world };
      const act = { caller: { service: serviceName }, correlationId: randomUUID() };
      await transaction(worker, async (tx) => {
        await handle(new PgEventStore(tx, serviceName), replans, id, { type: 'ProposeReplan', proposal: whole }, act);
      });
      await transaction(app, async (tx) => {
        await tx.query(`select set_config('xiezhi.agency', $1, true)`, [platform]);
        await replanRows.propose(tx, id, whole);
      });
      return id;
    },
  };
}
