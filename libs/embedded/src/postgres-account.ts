import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { StartFailure } from './start-failure.ts';

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const name = 'postgres';

/** The account a root-started Postgres runs as; made when the machine has none. */
export function accountForPostgres(): Account {
  return accountNamed(name) ?? makeAccount();
}

function accountNamed(wanted: string): Account | undefined {
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, wanted], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim());
    return { name: wanted, uid: id('-u'), gid: id('-g') };
  } catch {
    return fromPasswordFile(wanted); // a slim image may have no `id`
  }
}

function fromPasswordFile(wanted: string): Account | undefined {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((candidate) => candidate.startsWith(`${wanted}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    return uid === undefined || gid === undefined ? undefined : { name: wanted, uid: Number(uid), gid: Number(gid) };
  } catch {
    return undefined;
  }
}

function makeAccount(): Account {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name], { stdio: 'pipe' });
  } catch (cause) {
    if (accountNamed(name) === undefined) throw noAccount(cause);
  }
  const made = accountNamed(name);
  if (made === undefined) throw noAccount(undefined);
  return made;
}

function noAccount(cause: unknown): StartFailure {
  return new StartFailure(
    'ACCOUNT_MISSING',
    {
      what: 'Postgres cannot start as root',
      why: `it does not run as root, there is no user "${name}" on this machine, and making one failed (${cause instanceof Error ? cause.message : 'useradd did nothing'})`,
      advice: `make it (useradd --system --user-group ${name}), or run as an ordinary user`,
    },
    { cause },
  );
}
