import { describe, expect, it } from 'vitest';
import { placeOf, profileOf, selfTimes } from './cpu-profile.ts';

const frame = (url: string, functionName = 'f') => ({ url, functionName, scriptId: '1', lineNumber: 0, columnNumber: 0 });

describe('a profile', () => {
  it('tells packages, the runtime and our own code apart', () => {
    expect(placeOf(frame('file:///x/node_modules/pg/lib/client.js'))).toBe('pg');
    expect(placeOf(frame('file:///x/node_modules/@nestjs/core/a.js'))).toBe('@nestjs/core');
    expect(placeOf(frame('file:///x/apps/audit/dist/packages/packages.mjs'))).toBe('packages of npm');
    expect(placeOf(frame('file:///x/apps/audit/dist/main.mjs'))).toBe('code of this repository');
    expect(placeOf(frame('node:internal/streams'))).toBe('Node.js itself');
    expect(placeOf(frame('', '(program)'))).toBe('Node.js itself');
    expect(placeOf(frame('file:///x/libs/messaging/src/gate.ts'))).toBe('code of this repository');
    expect(placeOf(frame('file:///x/node_modules/@xiezhi/messaging/src/gate.ts'))).toBe('code of this repository');
  });
  it('puts what the runtime does down to who asked for it', () => {
    const urls = ['', 'file:///x/node_modules/pg/a.js', 'node:net', 'file:///x/libs/a.ts', 'node:buffer', 'node:inspector'];
    const nodes = urls.map((url, id) => ({ id, callFrame: frame(url), children: [[1, 3, 5], [2], [], [4], [], []][id]! }));
    const times = selfTimes({ nodes, samples: [0, 2, 3, 4, 5], timeDeltas: [1, 10, 20, 30, 1000], startTime: 0, endTime: 60 });
    expect(Object.fromEntries(times)).toEqual({ 'Node.js itself': 1, pg: 10, 'code of this repository': 50 });
  });
  it('divides the CPU of the run: programs whose samples were taken as those say, others as they are', () => {
    const times = new Map([
      ['pg', 30],
      ['code of this repository', 10],
      ['idle', 1000],
    ]);
    const programs = [
      { name: 'this process', seconds: 3, times },
      { name: 'another', seconds: 1, times },
      { name: 'postgres', seconds: 4 },
      { name: 'ended before', seconds: -1 },
    ];
    const profile = profileOf('a round', programs);
    expect(profile).toEqual({ of: 'a round', outside: 0.875, shares: { postgres: 0.5, pg: 0.375, 'code of this repository': 0.125 } });
  });
});
