import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { anyFreePort } from '@xiezhi/embedded';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Home, homeAt, makeHome } from './home.ts';
import { choosePorts } from './ports.ts';

describe('the ports of a start', () => {
  let home: Home;
  let other: Server;
  let usual: number;
  const said: string[] = [];

  beforeEach(async () => {
    home = homeAt(mkdtempSync(join(tmpdir(), 'xiezhi-ports-')));
    makeHome(home);
    usual = await anyFreePort();
    other = createServer().listen(usual, '127.0.0.1');
    await once(other, 'listening');
    said.length = 0;
  });
  afterEach(() => {
    other.close();
    rmSync(home.path, { recursive: true });
  });

  const choose = async (automatic = false): Promise<number> => {
    const portal = { name: 'portal', folder: '', preferredPort: usual } as const;
    return (await choosePorts(home, [portal], automatic, (remark) => said.push(remark))).of('portal');
  };

  it('are the next free ones when another program has the usual one, and that is said', async () => {
    expect(await choose()).toBeGreaterThan(usual);
    expect(said).toContainEqual(expect.stringContaining(`port ${usual} is in use by another program; portal takes`));
  });

  it('are those of the start before', async () => {
    const before = await choose();
    other.close();
    expect(await choose()).toBe(before);
  });

  it('are any when nobody cares, and nothing is said', async () => {
    expect(await choose(true)).not.toBe(usual);
    expect(said).toEqual([]);
  });
});
