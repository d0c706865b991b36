import { Refusal } from '@xiezhi/decider';
import { type Queryable, statement } from '@xiezhi/postgres';
import { hashOf } from '../session/cookie.ts';

export const signInMinutesMax = 10;
/** Anybody may begin a sign-in, so somebody may begin very many: beyond this they wait for the old ones to expire. */
export const signInsMax = 5000;

export interface SignIn {
  nonce: string;
  codeVerifier: string;
  returnPath: string;
}

const insertSignIn = statement<{ inserted: number }>(
  'portal.insert_sign_in',
  `with expired as (delete from portal.sign_in where expires_at < now())
   insert into portal.sign_in (state_hash, browser_hash, nonce, code_verifier, return_path, expires_at)
   select $1, $2, $3, $4, $5, now() + interval '${signInMinutesMax} minutes'
   where (select count(*) from portal.sign_in where expires_at >= now()) < $6::int
   returning 1 as inserted`,
);

// Taken out when it is looked up: a code and state that were seen on the way are good for nothing a second time.
const takeSignIn = statement<{ nonce: string; code_verifier: string; return_path: string }>(
  'portal.take_sign_in',
  `delete from portal.sign_in where state_hash = $1 and browser_hash = $2 and expires_at > now()
   returning nonce, code_verifier, return_path`,
);

/**
 * Remembers a sign-in that begins, bound to the browser that began it.
 *
 * @throws Refusal OVERLOADED when too many are under way
 */
export async function rememberSignIn(db: Queryable, state: string, browser: string, signIn: SignIn): Promise<void> {
  const { nonce, codeVerifier, returnPath } = signIn;
  const rows = await insertSignIn(db, hashOf(state), hashOf(browser), nonce, codeVerifier, returnPath, signInsMax);
  if (rows.length === 0) throw new Refusal('OVERLOADED');
}

export async function takeRememberedSignIn(db: Queryable, state: string, browser: string): Promise<SignIn | undefined> {
  const [row] = await takeSignIn(db, hashOf(state), hashOf(browser));
  return row && { nonce: row.nonce, codeVerifier: row.code_verifier, returnPath: row.return_path };
}
