import { PracticeClockMovedV1, PracticeWorldOpenedV1 } from '@xiezhi/contracts';
import { projection, when } from '@xiezhi/messaging';
import { type Queryable, statement } from '@xiezhi/postgres';

const move = statement(
  'practice_world.move',
  `insert into case_supervision.practice_world (id, legal_now) values ($1, $2)
   on conflict (id) do update set legal_now = greatest(practice_world.legal_now, excluded.legal_now)`,
);
const find = statement<{ legal_now: Date; ticked_to: Date | null }>(
  'practice_world.find',
  `select legal_now, ticked_to from case_supervision.practice_world where id = $1`,
);

/** Legal time of practice worlds, which the directory owns and moves forward only. The ticker does the rest. */
export const practiceWorlds = projection([
  when(PracticeWorldOpenedV1, async (tx, { data }) => {
    await move(tx, data.id, data.legalNow);
  }),
  when(PracticeClockMovedV1, async (tx, { data }) => {
    await move(tx, data.id, data.to);
  }),
]);

/** A world's legal now, and up to when its clocks have spoken. */
export async function practiceWorld(db: Queryable, id: string): Promise<{ legalNow: string; tickedTo: string | undefined } | undefined> {
  const [found] = await find(db, id);
  return found && { legalNow: found.legal_now.toISOString(), tickedTo: found.ticked_to?.toISOString() };
}
