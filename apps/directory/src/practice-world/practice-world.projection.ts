import { PracticeClockMovedV1, PracticeWorldOpenedV1 } from '@xiezhi/contracts';
import { type Handler, when } from '@xiezhi/messaging';
import { statement } from '@xiezhi/postgres';
import { schema } from '../settings.ts';

const insertWorld = statement(
  `${schema}.insert_practice_world`,
  `insert into ${schema}.practice_world (id, name, legal_now) values ($1, $2, $3::timestamptz)`,
);

const moveClock = statement(
  `${schema}.move_practice_clock`,
  `update ${schema}.practice_world set legal_now = $2::timestamptz where id = $1`,
);

export const practiceWorldProjection: Handler[] = [
  when(PracticeWorldOpenedV1, async (tx, { data }) => {
    await insertWorld(tx, data.id, data.name, data.legalNow);
  }),
  when(PracticeClockMovedV1, async (tx, { data }) => {
    await moveClock(tx, data.id, data.to);
  }),
];
