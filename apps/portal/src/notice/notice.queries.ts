import type { AccountId, WorldId } from '@xiezhi/contracts';
import { asAgency, statement } from '@xiezhi/postgres';
import type { Pool } from 'pg';

export interface NoticeRow {
  id: number;
  event_id: string;
  event_type: string;
  family_id: string;
  subject: string;
  item: string | null;
  kind: string | null;
  title: string;
  acted_at: Date;
  world: string | null;
}

const selectCounters = statement<{ account: string; last_id: number }>(
  'portal.select_notice_counters',
  `select account, last_id from portal.notice_counter where account = any($1::text[])`,
);

const selectNotices = statement<NoticeRow>(
  'portal.select_notices',
  `select id, event_id, event_type, family_id, subject, item, kind, title, acted_at, world from portal.notice
   where account = $1 and id > $2 and id <= $3 and world is not distinct from $4::uuid order by id limit $5`,
);

/** Number of the last notice of each account; accounts that were never told anything are missing. */
export async function lastNoticeIds(pool: Pool, accounts: readonly AccountId[]): Promise<Map<AccountId, number>> {
  const rows = await selectCounters(pool, accounts);
  return new Map(rows.map(({ account, last_id: lastId }) => [account, lastId]));
}

export interface NoticeRange {
  account: AccountId;
  agency: string;
  world: WorldId | undefined;
  after: number;
  upTo: number;
  limit: number;
}

/** Notices of an account that concern one agency, which the row policy sees to: an account may hold posts in two. */
export function noticesBetween(pool: Pool, { account, agency, world, after, upTo, limit }: NoticeRange): Promise<NoticeRow[]> {
  return asAgency(pool, { agency }, (db) => selectNotices(db, account, after, upTo, world ?? null, limit));
}
