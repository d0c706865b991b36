import { randomUUID } from 'node:crypto';
import {
  digestOf,
  MechanismPackInvalid,
  mechanismPackOf,
  packed,
  type PackFiles,
  packFilesFrom,
  packVersionOf,
} from '@xiezhi/mechanism-pack';
import { z } from 'zod';
import { ask, type Running, runningStack, securityAdmin, tokenOf, told } from './portal.ts';
import { table } from './table.ts';

/** What one request may carry beside its own members: the portal takes bodies of 256 kB. */
const contentMax = 250_000;
/** Rows of one answer. */
const pageMax = 200;

const editionSchema = z.object({
  packVersion: z.string(),
  title: z.string(),
  validFrom: z.string(),
  digest: z.string(),
  lastDay: z.string().nullable(),
});
type Edition = z.infer<typeof editionSchema>;
const pageSchema = z.object({ items: z.array(editionSchema), next: z.string().nullable() });

/**
 * Publishes a folder as a version of its pack. Checked here before anything is sent, so that whoever repairs it reads every mistake; checked
 * again by the directory, which believes nobody. Said twice it is the same.
 */
export async function publishPack(homeWish: string | undefined, folder: string): Promise<void> {
  const { files, content, version, validFrom } = checked(folder);
  console.log(`checked:    ${version} in ${folder}, ${files.size} files, ${Math.ceil(content.length / 1024)} kB packed`);
  const running = runningStack(homeWish);
  const headers = await headersOf(running);
  await ask(`${running.stack.portal}/api/directory/mechanism-packs`, {
    what: `${version} was not published`,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ content }),
  });
  console.log(`published:  ${version}, digest ${digestOf(files)}`);
  console.log(`in force:   from ${validFrom} on; services have it within seconds, matters that run keep their version`);
}

/** Reads, checks and packs a folder. @throws an error that names every mistake with file, line and place */
export function checked(folder: string): { files: PackFiles; content: string; version: string; validFrom: string } {
  const what = `${folder} was not published`;
  try {
    const files = packFilesFrom(folder);
    const { header } = mechanismPackOf(files, folder, 'publish');
    const content = packed(folder, files);
    if (content.length > contentMax)
      throw told(what, `it has ${content.length} bytes packed, ${contentMax} are allowed`, 'take out what is no rule, such as long notes');
    return { files, content, version: packVersionOf(header), validFrom: header.validFrom };
  } catch (error) {
    if (!(error instanceof MechanismPackInvalid)) throw error;
    throw told(
      what,
      `${error.complaints.length} mistakes\n        ${error.complaints.join('\n        ')}`,
      'mend them; `xiezhi pack check` reads it again',
    );
  }
}

export async function withdrawPack(homeWish: string | undefined, version: string, lastDay: string, reason: string): Promise<void> {
  const running = runningStack(homeWish);
  const headers = await headersOf(running);
  await ask(`${running.stack.portal}/api/directory/mechanism-packs/${encodeURIComponent(version)}/withdraw`, {
    what: `${version} was not withdrawn`,
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ lastDay, reason }),
  });
  console.log(`withdrawn:  no matter is born under ${version} after ${lastDay}; those that run keep it`);
}

/** One line a published version. The pack of the setting, which every service has from its start, need not be among them. */
export async function listPacks(homeWish: string | undefined): Promise<void> {
  const running = runningStack(homeWish);
  const headers = await headersOf(running);
  const editions: Edition[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const query = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
    const url = `${running.stack.portal}/api/directory/mechanism-packs?limit=${pageMax}${query}`;
    const page = pageSchema.parse(await ask(url, { what: 'the directory does not tell its packs', headers }));
    editions.push(...page.items);
    after = page.next;
  }
  console.log(editions.length === 0 ? 'nothing was published; services run on the pack of their setting' : linesOf(editions));
}

function linesOf(editions: readonly Edition[]): string {
  const rows = editions.map(({ packVersion, validFrom, lastDay, digest, title }) => [
    packVersion,
    validFrom,
    lastDay ?? '–',
    digest.slice(0, 12),
    title,
  ]);
  return table([['version', 'from', 'last day', 'digest', 'title'], ...rows]);
}

const headersOf = async (running: Running) => ({ authorization: `Bearer ${await tokenOf(running, securityAdmin)}` });
