import { type Action, actionsOf, type Role, roles } from '@xiezhi/contracts';
import { type Queryable, statement } from '@xiezhi/postgres';
import type { ReadEvent } from '../family/family.projection.ts';
import type { OpenedTurn } from '../worklist/turn.projection.ts';
import { turnRolesOf } from '../worklist/turn-kind.ts';

/** Kept per account at least. A client that was away longer reads the worklist, which is the truth. */
export const noticesKeptMax = 1000;
/** Older ones go when so many are too many: one by one, each would cost its own search behind those that have just gone. */
const droppedAtOnce = 100;

// The upsert of the counter locks the account's row to the end of the transaction: ids of one account become visible in their
// order and without holes, so a stream that has sent id n has sent all before it. Accounts are locked in their order.
const insertNotices = statement<{ account: string; id: number }>(
  'portal.insert_notices',
  `with told as (
     select distinct on (g.account, n.n) g.account, n.*
     from jsonb_to_recordset($1::jsonb) as n (n int, agency uuid, roles text[], event_id uuid, event_type text, family_id uuid,
       subject text, item text, kind text, title text, acted_at timestamptz, world uuid)
     join portal.post_grant g on g.agency = n.agency and g.role = any(n.roles) and not g.is_revoked
       and (now() at time zone 'Asia/Shanghai')::date between g.first_day and coalesce(g.last_day, 'infinity')
     order by g.account, n.n),
   counter as (
     insert into portal.notice_counter as c (account, last_id) select account, count(*) from told group by account order by account
     on conflict (account) do update set last_id = c.last_id + excluded.last_id
     returning account, last_id)
   insert into portal.notice (account, id, event_id, event_type, family_id, subject, item, kind, title, acted_at, world, parties)
   select account, last_id - count(*) over (partition by account) + row_number() over (partition by account order by n),
     event_id, event_type, family_id, subject, item, kind, title, acted_at, world, array[agency]
   from told join counter using (account)
   returning account, id`,
);

const dropOldNotices = statement(
  'portal.drop_old_notices',
  `delete from portal.notice n using portal.notice_counter c
   where c.account = any($1::text[]) and n.account = c.account and n.id <= c.last_id - $2::int`,
);

/** Tells the accounts that hold a fitting post today. Who gets the post tomorrow finds the item in the worklist. */
export async function saveNotices(tx: Queryable, readEvents: readonly ReadEvent[], opened: readonly OpenedTurn[]): Promise<void> {
  const rows = noticesOf(readEvents, opened);
  if (rows.length === 0) return;
  const inserted = await insertNotices(tx, JSON.stringify(rows));
  const crowded = inserted.filter(({ id }) => id % droppedAtOnce === 0).map(({ account }) => account);
  if (crowded.length > 0) await dropOldNotices(tx, [...new Set(crowded)], noticesKeptMax);
}

/** One row per agency to be told, in the order of the events. A turn that was over before it was seen is not told. */
export function noticesOf(readEvents: readonly ReadEvent[], opened: readonly OpenedTurn[]) {
  const isOpened = new Set(opened.map(({ event_id, item, agency }) => `${event_id} ${item} ${agency}`));
  const rows = readEvents.flatMap(({ event, reading: { turns, tells } }) => {
    const common = {
      event_id: event.id,
      event_type: event.type,
      family_id: event.meta.familyId,
      subject: event.subject,
      acted_at: event.meta.actedAt,
      world: event.meta.world,
    };
    const ofTurns = turns.flatMap(({ item, agency, kind, title, role = null }) =>
      kind !== null && isOpened.has(`${event.id} ${item} ${agency}`)
        ? [{ ...common, agency, roles: turnRolesOf(kind, role), item, kind, title }]
        : [],
    );
    const ofTells = tells.map(({ agency, action, title }) => ({ ...common, agency, roles: rolesThatMay(action), title }));
    return [...ofTurns, ...ofTells];
  });
  return rows.map((row, n) => ({ n, ...row }));
}

function rolesThatMay(action: Action): Role[] {
  return roles.filter((role) => actionsOf[role].includes(action));
}
