import type { AccountId, Caller, PostId } from '@xiezhi/contracts';
import { type Queryable, statement } from '@xiezhi/postgres';
import { hashOf, newSecret } from './cookie.ts';

/** A browser left open on a desk (GB/T 22239: 30 minutes); work goes on after signing in again. */
export const idleMinutesMax = 30;
/** A working day, whatever happens in it. */
export const sessionHoursMax = 8;
/** A session more signs out the account's oldest. */
export const sessionsPerAccountMax = 10;
/** `last_seen_at` is written at most this often, so that reading a page writes nothing. */
const seenEverySeconds = 60;

export interface Session {
  /** Hash of the cookie, in hex: names the session in our memory. */
  key: string;
  account: AccountId;
  strength: Caller['strength'];
  post: PostId | undefined;
}

interface SessionRow {
  account: string;
  strength: Caller['strength'];
  post: string | null;
  seen_seconds_ago: number;
}

const isAlive = `expires_at > now() and last_seen_at > now() - interval '${idleMinutesMax} minutes'`;

const insertSession = statement(
  'portal.insert_session',
  `insert into portal.session (key_hash, account, strength, post, created_at, last_seen_at, expires_at)
   values ($1, $2, $3, $4, now(), now(), now() + interval '${sessionHoursMax} hours')`,
);

const deleteSurplus = statement(
  'portal.delete_surplus_sessions',
  `delete from portal.session where key_hash in (
     (select key_hash from portal.session where account = $1 order by created_at desc offset ${sessionsPerAccountMax})
     union all
     (select key_hash from portal.session where expires_at < now() limit 200))`,
);

const selectSession = statement<SessionRow>(
  'portal.select_session',
  `select account, strength, post, extract(epoch from now() - last_seen_at)::float8 as seen_seconds_ago
   from portal.session where key_hash = $1 and ${isAlive}`,
);

const touchSession = statement('portal.touch_session', `update portal.session set last_seen_at = now() where key_hash = $1`);
const choosePost = statement('portal.choose_post', `update portal.session set post = $2 where key_hash = $1`);
const deleteSession = statement('portal.delete_session', `delete from portal.session where key_hash = $1`);

/** @returns the secret for the cookie; only its hash is kept */
export async function openSession(db: Queryable, session: Omit<Session, 'key'>): Promise<string> {
  const secret = newSecret();
  await insertSession(db, hashOf(secret), session.account, session.strength, session.post ?? null);
  // A crash before this leaves one session too many, until the account signs in again or it expires.
  await deleteSurplus(db, session.account);
  return secret;
}

export async function findSession(db: Queryable, secret: string): Promise<Session | undefined> {
  const keyHash = hashOf(secret);
  const [row] = await selectSession(db, keyHash);
  if (row === undefined) return undefined;
  if (row.seen_seconds_ago > seenEverySeconds) await touchSession(db, keyHash);
  return { key: keyHash.toString('hex'), account: row.account, strength: row.strength, post: row.post ?? undefined };
}

export async function actIn(db: Queryable, session: Session, post: PostId): Promise<void> {
  await choosePost(db, Buffer.from(session.key, 'hex'), post);
}

export async function closeSession(db: Queryable, secret: string): Promise<void> {
  await deleteSession(db, hashOf(secret));
}
