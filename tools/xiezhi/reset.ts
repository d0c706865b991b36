import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { dataFolderOf, defaultJarFolder } from '@xiezhi/embedded';
import { type Home, homeAt } from '../stack/home.ts';
import { told } from './portal.ts';
import { stopStack } from './stop.ts';

export async function reset(wish: string | undefined, sure: boolean): Promise<void> {
  const home = homeAt(wish);
  if (!existsSync(home.path)) return console.log(`there is nothing at ${home.path}`);
  if (!sure && !(await isConfirmed(home))) return console.log('nothing was removed');
  await stopStack(home);
  // The data first: were we killed now, secrets without data cost nothing, data without secrets would be locked up.
  const data = dataFolderOf(home.path);
  rmSync(data, { recursive: true, force: true });
  if (!data.startsWith(home.path)) rmSync(dirname(data), { recursive: true, force: true });
  rmSync(join(home.path, 'kafka', 'data'), { recursive: true, force: true });
  for (const path of leftovers(home)) rmSync(path, { recursive: true, force: true });
  console.log('the data are removed; the next `npm start` begins anew');
}

const ours = ['run', 'logs', 'postgres', 'postgres.new', 'postgres.place.json', 'identity', 'compile-cache'];

/** Only what we know to be ours: a home may have been given a folder that holds other things. The jars and what is made of them stay. */
function leftovers(home: Home): string[] {
  const kafka = join(home.path, 'kafka');
  const kept = new Set(dirname(defaultJarFolder) === kafka ? readdirSync(kafka).filter((name) => /^lib|^classes-/.test(name)) : []);
  const inKafka = existsSync(kafka)
    ? readdirSync(kafka)
        .filter((name) => !kept.has(name))
        .map((name) => join(kafka, name))
    : [];
  return [...ours.map((name) => join(home.path, name)), ...(kept.size === 0 ? [kafka] : inKafka)];
}

async function isConfirmed(home: Home): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw told(
      'nothing was removed',
      'a reset removes every clue, hand-off and trail of this home, and nobody is here to ask',
      'run it in a terminal, or with --yes',
    );
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Remove all data of ${home.path}: database, broker, logs, secrets? Type yes: `);
  terminal.close();
  return answer.trim().toLowerCase() === 'yes';
}
