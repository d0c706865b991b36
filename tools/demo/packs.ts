import { join } from 'node:path';
import { digestOf, mechanismPackOf, packed, packFilesFrom, packVersionOf } from '@xiezhi/mechanism-pack';
import { repository } from '../stack/services.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

/** Who keeps the directory, and so publishes packs. */
const keeper = 'platform.security-admin';

export interface PublishedPack {
  folder: string;
  /** `name@version`. */
  version: string;
  title: string;
}

/** Packs that a story is played under beside the one of the services, each once, in the order of being named. */
export const packsOf = (stories: readonly Story[]): string[] => [...new Set(stories.flatMap(({ 机制包 }) => 机制包))];

/**
 * Publishes a folder of `packs` as `xiezhi pack publish` does. The same content again is nothing, so whoever plays a story may ask for it,
 * and several at once.
 *
 * @throws Error when the folder is no pack, or other content stands under its version
 */
export async function publishPack(stage: Stage, folder: string): Promise<PublishedPack> {
  const files = packFilesFrom(join(repository, 'packs', folder));
  const { header } = mechanismPackOf(files, folder);
  const version = packVersionOf(header);
  const officer = await stage.officerOf(keeper);
  // One key for one content: a repetition is answered as the first was, whoever sends it.
  const options = { idempotencyKey: `pack/${version}/${digestOf(files)}` };
  await officer.command('/api/directory/mechanism-packs', { content: packed(folder, files) }, options);
  return { folder, version, title: header.title };
}
