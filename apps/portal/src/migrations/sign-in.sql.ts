import { plainGrants } from '@xiezhi/postgres';

const schema = 'portal';
const own = { app: 'select, insert, update, delete' };

/** Who is signed in. Only hashes of secrets lie here: who reads the table can neither take over a session nor finish a sign-in. */
export const signInSql = `
  create table ${schema}.session (
    key_hash bytea constraint session_pkey primary key,
    account text not null,
    strength text not null,
    post text,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null
  );
  create index session_account on ${schema}.session (account, created_at);
  create index session_expiry on ${schema}.session (expires_at);
  comment on table ${schema}.session is 'Signed-in browsers, by SHA-256 of the cookie. May be lost: everybody signs in again.';

  create table ${schema}.sign_in (
    state_hash bytea constraint sign_in_pkey primary key,
    browser_hash bytea not null,
    nonce text not null,
    code_verifier text not null,
    return_path text not null,
    expires_at timestamptz not null
  );
  create index sign_in_expiry on ${schema}.sign_in (expires_at);
  comment on table ${schema}.sign_in is 'Sign-ins under way at the issuer, so that one survives a restart of the portal. May be lost.';

  ${plainGrants(schema, 'session', own)}
  ${plainGrants(schema, 'sign_in', own)}`;
