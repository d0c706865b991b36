import { MechanismPackPublishedV1, MechanismPackWithdrawnV1 } from '@xiezhi/contracts';
import { type Handler, when } from '@xiezhi/messaging';
import { statement } from '@xiezhi/postgres';
import { schema } from '../settings.ts';

const insertPack = statement(
  `${schema}.insert_mechanism_pack`,
  `insert into ${schema}.mechanism_pack (id, pack_version, title, valid_from, digest) values ($1, $2, $3, $4::date, $5)`,
);

const withdrawPack = statement(`${schema}.withdraw_mechanism_pack`, `update ${schema}.mechanism_pack set last_on = $2::date where id = $1`);

export const mechanismPackProjection: Handler[] = [
  when(MechanismPackPublishedV1, async (tx, { data: { id, packVersion, title, validFrom, digest } }) => {
    await insertPack(tx, id, packVersion, title, validFrom, digest);
  }),
  when(MechanismPackWithdrawnV1, async (tx, { data: { id, lastDay } }) => {
    await withdrawPack(tx, id, lastDay);
  }),
];
