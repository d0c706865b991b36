import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { SourceFrames } from './source-frames.ts';

const folder = mkdtempSync(join(tmpdir(), 'xiezhi-frames-'));
const bundle = join(folder, 'main.mjs');
// Line 2, column 1 of the bundle is line 8, column 5 of the source.
const map = { version: 3, file: 'main.mjs', sources: ['../src/hand-off.ts'], sourcesContent: [null], names: [], mappings: ';AAOI' };
writeFileSync(`${bundle}.map`, JSON.stringify(map));
afterAll(() => rmSync(folder, { recursive: true }));

const source = `${join(folder, '..', 'src', 'hand-off.ts')}:8:5`;

describe('a frame of a bundled program', () => {
  const frames = new SourceFrames(bundle);

  it('is told by the file it was written in', () => {
    expect(frames.toSource(`at accept (${pathToFileURL(bundle).href}:2:1)`)).toBe(`at accept (${source})`);
    expect(frames.toSource(`at ${pathToFileURL(bundle).href}:2:1`)).toBe(`at ${source}`);
    expect(frames.toSource(`at async ${bundle}:2:1`)).toBe(`at async ${source}`);
  });

  it('stays as it is when it lies elsewhere, or nowhere in the source', () => {
    for (const frame of ['at node:internal/process/task_queues:105:5', 'at Pool.query (/x/node_modules/pg/lib/pool.js:45:11)'])
      expect(frames.toSource(frame)).toBe(frame);
    expect(frames.toSource(`at a (${bundle}:1:1)`)).toBe(`at a (${bundle}:1:1)`);
  });

  it('stays as it is where the map is missing or broken: the error matters more', () => {
    expect(new SourceFrames(join(folder, 'other.mjs')).toSource(`at ${join(folder, 'other.mjs')}:2:1`)).toContain('other.mjs:2:1');
    writeFileSync(join(folder, 'broken.mjs.map'), '{');
    expect(new SourceFrames(join(folder, 'broken.mjs')).toSource(`at ${join(folder, 'broken.mjs')}:2:1`)).toContain('broken.mjs:2:1');
  });
});
