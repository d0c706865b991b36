import { schemaOf, type Publisher } from '@xiezhi/contracts';
import { type Queryable, statement } from '@xiezhi/postgres';

/** What is to be told again: everything, or of one stream, of one family, or what was announced since a moment. */
export type WhichAnnouncements = { subject?: string; family?: string; since?: string };

export interface AnnouncedAgain {
  count: number;
  /** Where the next piece begins; null when this was the last. */
  next: number | null;
}

/** One piece: what a relay sends in a few batches. New announcements queue behind it, so it is not larger. */
export const announcedAtOnceMax = 2000;
/** A piece is put off while more than this waits: telling again must not hold up what is new. */
export const waitingMax = 5000;

/**
 * Puts announcements that the broker had confirmed into the outbox once more, oldest first, under their own ids and byte for byte: heals
 * what a broker has lost. Whoever has them drops them, by id or by gate. A crash leaves a piece done or not done.
 *
 * @returns how the next piece is put: `(db, which, after)` with `after` the answer's `next`, 0 to begin
 */
export function announceAgain(service: Publisher) {
  const s = schemaOf(service);
  const put = statement<{ count: number; last: number | null }>(
    `${s}.announce_again`,
    `with piece as (
       select * from ${s}.announced
       where position > $1 and ($2::text is null or subject = $2) and ($3::text is null or key = $3) and ($4::text is null or time >= $4)
         and (select count(*) from (select from ${s}.outbox limit ${waitingMax}) waiting) < ${waitingMax}
       order by position limit ${announcedAtOnceMax}),
     put as (
       insert into ${s}.outbox (shard, event_id, topic, key, subject, type, sequence, time, traceparent, body, parties, again)
       select shard, event_id, topic, key, subject, type, sequence, time, traceparent, body, parties, true from piece order by position)
     select count(*) as count, max(position) as last from piece`,
  );
  const further = statement<{ further: boolean }>(
    `${s}.announced_further`,
    `select exists(select from ${s}.announced where position > $1 and ($2::text is null or subject = $2) and ($3::text is null or key = $3)
       and ($4::text is null or time >= $4)) as further`,
  );
  return async (db: Queryable, { subject, family, since }: WhichAnnouncements, after = 0): Promise<AnnouncedAgain> => {
    const which = [subject ?? null, family ?? null, since ?? null];
    const [piece] = await put(db, after, ...which);
    const last = piece?.last ?? after;
    const [more] = await further(db, last, ...which);
    return { count: piece?.count ?? 0, next: more?.further === true ? last : null };
  };
}
