import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pack } from './files.fixture.ts';

const directory = resolve(import.meta.dirname, '../../../packs/huzhou/directory/routes.json');
const routes = JSON.parse(readFileSync(directory, 'utf8')) as { slug: string; matterKind: string; verbs: Record<string, unknown> }[];
const slugs = new Set(routes.map(({ slug }) => slug));

describe('the routes of Huzhou', () => {
  it('are there, wherever a chart opens a file by one or a clock counts for one', () => {
    const opening = Object.values(pack.charts).flatMap((chart) => chart.opening?.received ?? []);
    const counted = pack.clocks
      .flatMap(({ rules }) => rules)
      .flatMap((rule) => [...rule.start, ...rule.stop, ...rule.cancel, ...rule.pause, ...rule.resume])
      .flatMap(({ where }) => (Array.isArray(where['routeId']) ? where['routeId'] : [where['routeId'] ?? []].flat()))
      .filter((slug): slug is string => typeof slug === 'string');
    expect(opening).toContain('reverse-linkage');
    expect(counted).toContain('criminal-transfer');
    expect([...opening, ...counted].filter((slug) => !slugs.has(slug))).toEqual([]);
  });
  it('let nobody refuse a crime, an opinion or a proposal', () => {
    const binding = routes.filter(({ slug }) => /^(criminal-|reverse-linkage|filing-supervision|transfer-opinion)/.test(slug));
    expect(binding).toHaveLength(10);
    expect(binding.filter(({ verbs }) => verbs['refuse'] !== 'never')).toEqual([]);
  });
});
