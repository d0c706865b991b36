import { describe, expect, it } from 'vitest';
import { ReturnPaths } from './return-path.ts';

const paths = new ReturnPaths(new URL('https://xiezhi.example'));

describe('the way back after signing in', () => {
  it.each(['/', '/worklist', '/families/0192?tab=timeline&x=%E6%B2%B3', '/a/b-c_d.~e'])('%s is ours', (path) =>
    expect(paths.pathOf(path)).toBe(path),
  );

  it.each([
    null,
    '',
    'worklist',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/x@evil.example',
    '/x\r\nset-cookie: a=b',
    '/#//evil.example',
    'javascript:alert(1)',
    `/${'x'.repeat(500)}`,
  ])('%j is not, and leads to the front page', (path) => expect(paths.pathOf(path)).toBe('/'));

  it('stays on our host whatever the path', () =>
    expect(new URL(paths.pathOf('/%2f%2fevil.example'), 'https://xiezhi.example').host).toBe('xiezhi.example'));
});
