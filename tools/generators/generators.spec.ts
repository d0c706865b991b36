import { describe, expect, it } from 'vitest';
import { root } from '../scripts/run.ts';
import { addToCompose } from './compose.ts';
import { appendToList } from './edit.ts';
import { generate, type Wish } from './generate.ts';
import { namesOf, pluralOf, withArticle } from './names.ts';
import { addGlossaryLine, fill, FolderTree, importFrom, type Tree } from './tree.ts';

describe('a generator', () => {
  it.each<[Wish, RegExp]>([
    [{ kind: 'aggregate', name: 'thread', in: 'feedback' }, /thread\.\w+\.ts is there already; nothing was written/],
    [{ kind: 'aggregate', name: 'trail-mark', in: 'audit' }, /audit announces nothing/],
    [{ kind: 'aggregate', name: 'Ship', in: 'feedback' }, /is no name/],
    [{ kind: 'event', name: 'ship-sunk' }, /say in which service/],
    [{ kind: 'event', name: 'ship-sunk', in: 'harbour' }, /there is no apps\/harbour/],
    [{ kind: 'event', name: 'feedback-owed', in: 'feedback' }, /has a FeedbackOwedV1 already/],
    [{ kind: 'projection', name: 'fleet', in: 'audit', on: 'NoSuchV1' }, /defines no NoSuchV1/],
    [{ kind: 'service', name: 'feedback' }, /is there already/],
  ])('says what is wrong with %o', (wish, complaint) => {
    expect(() => generate(new FolderTree(root), wish)).toThrow(complaint);
  });
});

describe('a name', () => {
  it('has every spelling', () =>
    expect(namesOf('hand-off')).toEqual({
      kebab: 'hand-off',
      pascal: 'HandOff',
      camel: 'handOff',
      snake: 'hand_off',
      shout: 'HAND_OFF',
      words: 'hand off',
    }));
  it('has a plural and an article', () => {
    expect(['hand-off', 'reply', 'bus', 'day'].map(pluralOf)).toEqual(['hand-offs', 'replies', 'buses', 'days']);
    expect(['audit', 'ship'].map(withArticle)).toEqual(['an audit', 'a ship']);
  });
});

describe('an edit', () => {
  it.each([
    ['const a = [];', `const a = ['x'];`],
    [`const a = ['b'];`, `const a = ['b', 'x'];`],
    [`const a = [\n  'b',\n  f(['c']),\n];`, `const a = [\n  'b',\n  f(['c']),\n  'x',\n];`],
  ])('appends to the list %j', (before, after) => {
    const tree = treeOf({ 'a.ts': before });
    appendToList(tree, 'a.ts', /const a = \[/, [`'x'`]);
    expect(tree.read('a.ts')).toBe(after);
  });

  it('says when its place is not found', () =>
    expect(() => appendToList(treeOf({ 'a.ts': '' }), 'a.ts', /const a = \[/, ['x'])).toThrow('a.ts has no list that begins'));

  it('adds a name to an import, or the import', () => {
    const tree = treeOf({ 'a.ts': `import { c } from './b.ts';\nlet x;` });
    importFrom(tree, 'a.ts', './b.ts', ['a']);
    importFrom(tree, 'a.ts', './d.ts', ['d']);
    expect(tree.read('a.ts')).toBe(`import { a, c } from './b.ts';\nimport { d } from './d.ts';\nlet x;`);
  });

  it('adds a line to the table of its heading', () => {
    const tree = treeOf({ 'docs/GLOSSARY.md': '## Field\n\n| a |\n|---|\n| b |\n\n## Machinery\n\n| c |\n' });
    addGlossaryLine(tree, 'Field', ['x', 'y']);
    expect(tree.read('docs/GLOSSARY.md')).toBe('## Field\n\n| a |\n|---|\n| b |\n| x | y |\n\n## Machinery\n\n| c |\n');
  });

  it('gives a service its places beside those of the model', () => {
    const tree = treeOf({
      'docker-compose.yml': `services:\n  x:\n    secrets:\n      - database-feedback_app\n      - broker-feedback\n      - other\n    A: '{"feedback":"http://feedback:8080"}'\n\n  feedback:\n    image: xiezhi/feedback\n\nsecrets:\n  broker-feedback: { file: f/broker-feedback }\n`,
    });
    addToCompose(tree, namesOf('ship-list'));
    expect(tree.read('docker-compose.yml')).toBe(
      `services:\n  x:\n    secrets:\n      - database-feedback_app\n      - broker-feedback\n      - database-ship_list_app\n      - broker-ship-list\n      - other\n    A: '{"feedback":"http://feedback:8080","ship-list":"http://ship-list:8080"}'\n\n  feedback:\n    image: xiezhi/feedback\n\n  ship-list:\n    image: xiezhi/ship-list\n\nsecrets:\n  broker-feedback: { file: f/broker-feedback }\n  broker-ship-list: { file: f/broker-ship-list }\n`,
    );
  });

  it('leaves no hole in a template', () => expect(() => fill('{{a}} {{b}}', { a: '1' })).toThrow('{{b}}'));
});

function treeOf(files: Record<string, string>): Tree {
  const all = new Map(Object.entries(files));
  return { read: (path) => all.get(path), write: (path, text) => void all.set(path, text) };
}
