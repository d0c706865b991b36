import { hash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaJars } from './kafka-jars.ts';

describe('the jars of the broker', () => {
  let folder: string;
  let jars: string;
  let manifest: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xiezhi-jars-'));
    jars = join(folder, 'lib');
    manifest = join(folder, 'jars.sha256');
    writeFileSync(manifest, `${hash('sha256', 'clients')}  clients.jar\n${hash('sha256', 'broker')}  broker.jar\n`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const honest = { 'broker.jar': 'broker', 'clients.jar': 'clients' };
  const noMaven = '/nowhere/mvn';

  it('are taken as they lie when they agree with the manifest, and Maven is not asked', async () => {
    lay(jars, honest);
    expect((await kafkaJars({ folder: jars, manifest, maven: noMaven })).classPath).toBe(`${jars}/broker.jar:${jars}/clients.jar`);
  });

  it.each([
    ['altered', { ...honest, 'broker.jar': 'another' }, 'broker.jar is not the one of the manifest'],
    ['missing', { 'broker.jar': 'broker' }, 'clients.jar is missing'],
    ['extra', { ...honest, 'agent.jar': 'agent' }, 'agent.jar does not belong here'],
  ])('are fetched anew when one is %s', async (_how, present, finding) => {
    const said: string[] = [];
    lay(jars, present);
    await kafkaJars({ folder: jars, manifest, maven: mavenThatBrings(honest), say: (remark) => said.push(remark) });
    expect(said).toEqual([expect.stringContaining(finding)]);
    expect(existsSync(join(jars, 'agent.jar'))).toBe(false);
  });

  it('are not run when what Maven brings was altered as well', async () => {
    const fetching = kafkaJars({ folder: jars, manifest, maven: mavenThatBrings({ ...honest, 'broker.jar': 'another' }) });
    await expect(fetching).rejects.toMatchObject({ code: 'JARS_ALTERED', why: 'broker.jar is not the one of the manifest' });
    expect(existsSync(jars)).toBe(false);
  });

  it('cannot be fetched without Maven, and that is said', () =>
    expect(kafkaJars({ folder: jars, manifest, maven: noMaven })).rejects.toMatchObject({
      code: 'NO_MAVEN',
      advice: expect.stringContaining('apt install maven'),
    }));

  it('are fetched once when two ask at the same time', async () => {
    const maven = mavenThatBrings(honest);
    const said: string[] = [];
    const ask = (): Promise<unknown> => kafkaJars({ folder: jars, manifest, maven, say: (remark) => said.push(remark) });
    await Promise.all([ask(), ask()]);
    expect(said).toHaveLength(1);
  });

  function lay(into: string, content: Record<string, string>): void {
    mkdirSync(into, { recursive: true });
    for (const [name, text] of Object.entries(content)) writeFileSync(join(into, name), text);
  }

  /** A stand-in for the one thing we ask of Maven: files in the folder of its last argument. */
  function mavenThatBrings(content: Record<string, string>): string {
    const source = join(folder, 'repository');
    const script = join(folder, 'mvn');
    lay(source, content);
    writeFileSync(
      script,
      `#!/bin/sh\nfor word; do case "$word" in -DoutputDirectory=*) to="\${word#*=}";; esac; done\nmkdir -p "$to" && cp ${source}/*.jar "$to"\n`,
    );
    chmodSync(script, 0o755);
    return script;
  }
});
