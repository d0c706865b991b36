import type { AccountId, PostId, Role, WorldId } from '@xiezhi/contracts';
import { type Queryable, statement } from '@xiezhi/postgres';

/** A post an account may act in today, with the names a caller is vouched for with. */
export interface HeldPost {
  post: PostId;
  post_name: string;
  role: Role;
  desk: string | null;
  agency: string;
  agency_name: string;
}

const heldPosts = `
  select distinct on (g.post) g.post, p.name as post_name, g.role, p.desk, g.agency, a.name as agency_name
  from portal.post_grant g join portal.post p on p.id = g.post join portal.agency a on a.id = g.agency
  where not g.is_revoked and (now() at time zone 'Asia/Shanghai')::date between g.first_day and coalesce(g.last_day, 'infinity')`;

const selectHeldPosts = statement<HeldPost>('portal.select_held_posts', `${heldPosts} and g.account = $1 order by g.post limit 100`);
const selectHeldPost = statement<HeldPost>('portal.select_held_post', `${heldPosts} and g.account = $1 and g.post = $2`);

const selectHolders = statement<{ account: AccountId }>(
  'portal.select_holders',
  `select account from portal.post_grant where post = $1 and not is_revoked
     and (now() at time zone 'Asia/Shanghai')::date between first_day and coalesce(last_day, 'infinity')
   order by account <> post, account limit 1`,
);

export interface World {
  id: WorldId;
  name: string;
  legal_now: Date;
}

const selectWorld = statement<World>('portal.select_world', `select id, name, legal_now from portal.world where id = $1`);

/** At most a hundred; nobody holds so many. */
export function postsHeldBy(db: Queryable, account: AccountId): Promise<HeldPost[]> {
  return selectHeldPosts(db, account);
}

export async function postHeldBy(db: Queryable, account: AccountId, post: PostId): Promise<HeldPost | undefined> {
  return (await selectHeldPost(db, account, post))[0];
}

/** An account that holds the post; the one named like the post first. For development only. */
export async function holderOf(db: Queryable, post: PostId): Promise<AccountId | undefined> {
  return (await selectHolders(db, post))[0]?.account;
}

export async function worldOf(db: Queryable, id: WorldId): Promise<World | undefined> {
  return (await selectWorld(db, id))[0];
}
