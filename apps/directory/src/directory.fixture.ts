import { EventMeta } from '@xiezhi/contracts';
import type { ReceivedEvent } from '@xiezhi/messaging';
import { connect, transaction } from '@xiezhi/postgres';
import { type TestDatabase, testDatabase } from '@xiezhi/testing';
import type { DataSource } from 'typeorm';
import { fileURLToPath } from 'node:url';
import { entities } from './entities.ts';
import { migrations } from './migrations/index.ts';
import { readModels } from './read-models.ts';
import { schema, service } from './settings.ts';

export const huzhou = fileURLToPath(new URL('../../../packs/huzhou/directory', import.meta.url));
export const river = fileURLToPath(new URL('../../../packs/river-chief-procurator', import.meta.url));

export interface DirectoryDatabase extends TestDatabase {
  dataSource: DataSource;
}

/** The directory's schema on a real Postgres, with the app role's data source. */
export async function directoryDatabase(): Promise<DirectoryDatabase> {
  const database = await testDatabase(service, migrations);
  const dataSource = await connect(database.address, schema, database.credentials(database.roles.app), entities);
  return {
    ...database,
    dataSource,
    close: async () => {
      await dataSource.destroy();
      await database.close();
    },
  };
}

interface OutboxRow {
  event_id: string;
  topic: string;
  key: string;
  subject: string;
  type: string;
  time: string;
  body: string;
}

/** Hands everything announced so far to the read models, as the worker role, the way the inbox would: in order, in one transaction. */
export async function foldOutbox({ worker }: TestDatabase): Promise<number> {
  return transaction(worker, async (client) => {
    const { rows } = await client.query<OutboxRow>(
      `with sent as (delete from ${schema}.outbox returning *) select * from sent order by shard, position`,
    );
    await readModels(client, rows.map(receivedFrom));
    return rows.length;
  });
}

function receivedFrom({ event_id: id, topic, key, subject, type, time, body }: OutboxRow, offset: number): ReceivedEvent {
  const { meta, data } = JSON.parse(body) as { meta: unknown; data: unknown };
  const received = { topic, partition: 0, offset, key, body };
  return { id, source: `/xiezhi/${service}`, type, subject, time, meta: EventMeta.parse(meta), data, received };
}
