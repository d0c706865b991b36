import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesSinceRelease, compareVersions, lastReleased, release } from './released.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'xiezhi-released-'));
  mkdirSync(join(root, 'docs', 'schemas'), { recursive: true });
  writeFileSync(join(root, 'docs', 'asyncapi.json'), '{}');
  commit(['note']);
});
afterEach(() => rmSync(root, { recursive: true }));

function commit(required: string[]): void {
  const schema = { type: 'object', properties: Object.fromEntries(required.map((name) => [name, { type: 'string' }])), required };
  writeFileSync(join(root, 'docs', 'schemas', 'a.b.v1.json'), JSON.stringify(schema));
}

describe('a released catalogue', () => {
  it('is what later ones are measured by; before the first there is nothing to break', () => {
    expect(changesSinceRelease(root)).toBeUndefined();
    expect(release(root, '1.0.0')).toBeUndefined();
    expect(changesSinceRelease(root)).toEqual({ version: '1.0.0', changes: [] });
    commit(['note', 'route']);
    expect(changesSinceRelease(root)?.changes).toEqual([{ severity: 'breaking', where: 'a.b.v1 route', what: 'new required member' }]);
  });

  it('is broken with only under a new first number, and never written over', () => {
    release(root, '1.0.0');
    expect(release(root, '1.0.0')).toContain('does not follow');
    commit(['route']);
    expect(release(root, '1.1.0')).toContain('a.b.v1 note: removed required member');
    expect(release(root, '2.0.0')).toBeUndefined();
    expect(lastReleased(root)).toBe('2.0.0');
    expect(release(root, 'two')).toContain('no version');
  });

  it('is the newest by number, not by letter', () => expect(compareVersions('10.0.0', '9.9.9')).toBeGreaterThan(0));
});
