import { migrations as ofCaseSupervision } from '@xiezhi/case-supervision/migrations';
import { migrations as ofClueTransfer } from '@xiezhi/clue-transfer/migrations';
import { type IntegrationEvent, sourceOf } from '@xiezhi/contracts';
import { PgEventStore } from '@xiezhi/event-store';
import { asAgency, transaction } from '@xiezhi/postgres';
import { type TestDatabase, testDatabase } from '@xiezhi/testing';
import { randomUUID } from 'node:crypto';
import type { Machine, Service } from './machine.ts';

/** Both services' databases on one real Postgres, with their roles and row policies. */
export class PostgresMachine implements Machine {
  private constructor(private readonly databases: Record<Service, TestDatabase>) {}

  static async start(): Promise<PostgresMachine> {
    return new PostgresMachine({
      'clue-transfer': await testDatabase('clue-transfer', ofClueTransfer),
      'case-supervision': await testDatabase('case-supervision', ofCaseSupervision),
    });
  }

  transaction<Result>(service: Service, agency: string | undefined, work: (store: PgEventStore) => Promise<Result>): Promise<Result> {
    const { app, worker } = this.databases[service];
    const inside = (tx: ConstructorParameters<typeof PgEventStore>[0]) => work(new PgEventStore(tx, service));
    return agency === undefined ? transaction(worker, inside) : asAgency(app, { agency }, inside);
  }

  /** Takes what the relay would take; rows of a transaction still under way are not there yet and come the next time. */
  async announced(): Promise<IntegrationEvent[]> {
    const taken = await Promise.all(Object.entries(this.databases).map(([service, database]) => takeOutbox(service as Service, database)));
    return taken.flat();
  }

  newId = () => randomUUID();

  async stop(): Promise<void> {
    for (const database of Object.values(this.databases)) await database.close();
  }
}

interface Row {
  position: string;
  event_id: string;
  type: string;
  subject: string;
  time: string;
  body: string;
}

async function takeOutbox(service: Service, { worker, schema }: TestDatabase): Promise<IntegrationEvent[]> {
  const { rows } = await worker.query<Row>(`delete from ${schema}.outbox returning position, event_id, type, subject, time, body`);
  return rows
    .toSorted((left, right) => Number(left.position) - Number(right.position))
    .map(({ event_id: id, type, subject, time, body }) => {
      const { meta, data } = JSON.parse(body) as Pick<IntegrationEvent, 'meta' | 'data'>;
      return { id, source: sourceOf(service), type, subject, time, meta, data };
    });
}
