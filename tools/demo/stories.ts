import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../stack/services.ts';
import { readStory, type Story } from './story.ts';

/** Every story there is, by its name: the file’s, without ending. */
export function storyFiles(): Map<string, string> {
  const folder = join(repository, 'packs', 'huzhou', 'stories');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return new Map(files.toSorted().map((file) => [file.slice(0, -'.yaml'.length), join(folder, file)]));
}

/** Name and title of every story, one a line; read without checking the files, so that a fault in one hides no other. */
export function storyList(files = storyFiles()): string {
  return [...files].map(([name, file]) => `  ${name.padEnd(4)} ${/^名称: (.*)$/mu.exec(readFileSync(file, 'utf8'))?.[1] ?? ''}`).join('\n');
}

/** Somebody asked for what is not there. */
export class UnknownStory extends Error {
  override readonly name = 'UnknownStory';
}

/**
 * The stories of these names, in whatever case they were typed; all of them when none is named.
 *
 * @throws UnknownStory naming each that is not there, and what is; Error when a file is not understood
 */
export function storiesNamed(names: readonly string[], files = storyFiles()): Story[] {
  const byName = new Map([...files].map(([name, file]) => [name.toLowerCase(), file]));
  const unknown = names.filter((name) => !byName.has(name.toLowerCase()));
  if (unknown.length > 0) throw new UnknownStory(`没有故事 ${unknown.join('、')}。可以演示的有：\n${storyList(files)}`);
  const asked = names.length === 0 ? [...byName.keys()] : [...new Set(names.map((name) => name.toLowerCase()))];
  return asked.map((name) => readStory(byName.get(name)!));
}
