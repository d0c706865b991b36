import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../scripts/run.ts';

/** Every generator is run, through the command, in a copy of this very tree, and what it wrote is checked there as we check ourselves. */
let copy: string;

beforeAll(() => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'xiezhi-generators-')));
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(join(root, name)))) cpSync(join(root, file), join(copy, file));
  linkModules();

  wish('service', 'ship-registry', '--zh', '船舶登记');
  linkOwn('ship-registry');
  wish('aggregate', 'ship', '--in', 'ship-registry', '--zh', '船舶');
  wish('event', 'ship-repainted', '--in', 'ship-registry', '--description', "A ship's colour has changed.");
  wish('projection', 'ship-list', '--in', 'ship-registry', '--on', 'ShipOpenedV1');
  wish('projection', 'filed-hand-off', '--in', 'audit');
}, 120_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('what the generators write', () => {
  it('compiles', () => {
    const include = ['libs/contracts/src', 'apps/ship-registry/src', 'apps/audit/src', 'tools/stack'];
    writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ extends: './tsconfig.base.json', include }));
    tool('tsc', '-p', '.');
  }, 120_000);

  it('passes its own pure specs', () => {
    const output = tool('vitest', 'run', '--project', 'pure', 'ship', 'filed-hand-off');
    expect(output).toContain('apps/ship-registry/src/ship/ship.spec.ts');
    expect(output).toContain('libs/contracts/src/events/ship-repainted.spec.ts');
    expect(output).toContain('apps/audit/src/filed-hand-off/filed-hand-off.spec.ts');
  }, 120_000);

  it('passes its own specs on a real Postgres', () => {
    const output = tool('vitest', 'run', '--project', 'int', 'ship-registry', 'filed-hand-off');
    expect(output).toContain('apps/ship-registry/src/tables.int.spec.ts');
    expect(output).toContain('apps/ship-registry/src/ship-list/ship-list.int.spec.ts');
    expect(output).toContain('apps/audit/src/filed-hand-off/filed-hand-off.int.spec.ts');
  }, 240_000);

  it('is clean to the linter, its borders and the formatter', () => {
    tool('oxlint', 'apps/ship-registry', 'apps/audit/src/filed-hand-off', 'apps/audit/src/migrations/index.ts');
    tool('oxfmt', '--check', 'apps/ship-registry/src', 'apps/audit/src/filed-hand-off');
  }, 120_000);

  it('has its lines in the glossary', () => {
    const glossary = readFileSync(join(copy, 'docs/GLOSSARY.md'), 'utf8');
    for (const word of [
      '| 船舶登记 | ship registry |',
      '| 船舶 | ship |',
      '`ship-registry.ship-repainted.v1`',
      '| ship list |',
      '| filed hand off |',
    ])
      expect(glossary).toContain(word);
  });

  it('gives a service its place in the stack, the compose file and the lock', () => {
    expect(readFileSync(join(copy, 'tools/stack/services.ts'), 'utf8')).toMatch(/'ship-registry': 40\d\d,/);
    const { services, secrets } = parse(readFileSync(join(copy, 'docker-compose.yml'), 'utf8'));
    expect(services['ship-registry']).toMatchObject({
      image: 'xiezhi/ship-registry',
      environment: { XIEZHI_BROKER_USER: 'ship-registry' },
    });
    for (const { source } of services['ship-registry'].secrets) expect(secrets).toHaveProperty([source]);
    expect(JSON.parse(services.portal.environment.XIEZHI_SERVICES)).toHaveProperty('ship-registry');
    const { packages } = JSON.parse(readFileSync(join(copy, 'package-lock.json'), 'utf8'));
    expect(packages['node_modules/@xiezhi/ship-registry']).toEqual({ resolved: 'apps/ship-registry', link: true });
  });
});

const wish = (...args: string[]) => tool('node', 'tools/generators/new.ts', ...args);

/** Runs a tool in the copy; whatever it complains of is what the test shows. */
function tool(name: string, ...args: string[]): string {
  const command = name === 'node' ? [] : [realpathSync(join(root, 'node_modules/.bin', name))];
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', XIEZHI_COUNTS: join(copy, 'counts.json') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], { cwd: copy, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Third-party packages are ours, our own are the copy's. */
function linkModules(): void {
  const modules = join(root, 'node_modules');
  mkdirSync(join(copy, 'node_modules/@xiezhi'), { recursive: true });
  for (const name of readdirSync(modules).filter((entry) => entry !== '@xiezhi'))
    symlinkSync(join(modules, name), join(copy, 'node_modules', name));
  for (const name of readdirSync(join(modules, '@xiezhi'))) {
    const folder = realpathSync(join(modules, '@xiezhi', name)).slice(root.length + 1);
    symlinkSync(join(copy, folder), join(copy, 'node_modules/@xiezhi', name));
    const nested = join(root, folder, 'node_modules');
    if (existsSync(nested)) symlinkSync(nested, join(copy, folder, 'node_modules'));
  }
}

/** What `npm install` does for a workspace that is new. */
function linkOwn(name: string): void {
  symlinkSync(join(copy, 'apps', name), join(copy, 'node_modules/@xiezhi', name));
  const nested = join(root, 'apps/feedback/node_modules');
  if (existsSync(nested)) symlinkSync(nested, join(copy, 'apps', name, 'node_modules'));
}
