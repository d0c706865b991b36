import { MechanismPackPublishedV1, MechanismPackWithdrawnV1, schemaOf, type ServiceName, topicOf } from '@xiezhi/contracts';
import { projection, when } from '@xiezhi/messaging';
import { statement } from '@xiezhi/postgres';
import type { Consumer } from '../traffic.ts';
import { knownPackTables } from './known-packs.sql.ts';

/** Keeps what the directory publishes, whole: whether this build can read it is seen where it is put on the shelf. */
export function knownPacks(service: ServiceName): Consumer {
  const schema = schemaOf(service);
  const keep = statement(
    `${schema}.known_pack.keep`,
    `insert into ${schema}.known_pack (pack_version, content) values ($1, $2) on conflict (pack_version) do nothing`,
  );
  const withdraw = statement(
    `${schema}.known_pack.withdraw`,
    `update ${schema}.known_pack set last_day = $2::date where pack_version = $1`,
  );
  const effect = projection([
    when(MechanismPackPublishedV1, async (tx, { data: { packVersion, content } }) => {
      await keep(tx, packVersion, content);
    }),
    when(MechanismPackWithdrawnV1, async (tx, { data: { packVersion, lastDay } }) => {
      await withdraw(tx, packVersion, lastDay);
    }),
  ]);
  return { name: 'known-pack', topics: [topicOf('directory')], effect, rebuilds: knownPackTables };
}
