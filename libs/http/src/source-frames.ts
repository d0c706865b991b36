import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Stack frames of a bundled program, told by the files they were written in. The map is read when the first error is told: Node's own
 * `--enable-source-maps` reads and parses the maps of every loaded package at the start, 0.3 s of CPU in each process.
 */
export class SourceFrames {
  readonly #bundle: string;
  #map: SourceMap | undefined | 'unread' = 'unread';

  /** @param bundle file whose map lies beside it as `<bundle>.map`; without one, frames stay as they are */
  constructor(bundle: string) {
    this.#bundle = bundle;
  }

  /** @param frame one line of a stack, such as `at accept (file:///…/dist/main.mjs:10:4)`; those of other files come back unchanged */
  toSource(frame: string): string {
    const [, before, file, line, column, after] = /^(.*?)((?:file:\/\/)?\/[^()]+):(\d+):(\d+)(\)?)$/.exec(frame) ?? [];
    if (file === undefined || pathOf(file) !== this.#bundle) return frame;
    const entry = this.#read()?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return frame;
    const source = resolve(dirname(this.#bundle), entry.originalSource);
    return `${before}${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}${after}`;
  }

  #read(): SourceMap | undefined {
    if (this.#map === 'unread') this.#map = mapBeside(this.#bundle);
    return this.#map;
  }
}

function mapBeside(bundle: string): SourceMap | undefined {
  const file = `${bundle}.map`;
  if (!existsSync(file)) return undefined;
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload);
  } catch {
    return undefined; // a broken map must not hide the error that is being told
  }
}

const pathOf = (file: string): string => (file.startsWith('file://') ? fileURLToPath(file) : file);
