import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../stack/services.ts';

/** Every story there is, by its name: the file’s, without ending. */
export function storyFiles(): Map<string, string> {
  const folder = join(repository, 'packs', 'huzhou', 'stories');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return new Map(files.toSorted().map((file) => [file.slice(0, -'.yaml'.length), join(folder, file)]));
}
