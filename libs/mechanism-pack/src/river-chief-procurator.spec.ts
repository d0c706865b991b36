import { clueResults } from '@xiezhi/contracts';
import { weakerMark } from '@xiezhi/statutory-time';
import { describe, expect, it } from 'vitest';
import { pack } from './river-chief-procurator.fixture.ts';

const charts = Object.values(pack.charts);
const rules = pack.clocks.flatMap((file) => file.rules);

describe('the pack of river chief and procurator', () => {
  it('is whole: every chart passes its check, or reading it would have thrown', () =>
    expect(Object.keys(pack.charts)).toEqual(expect.arrayContaining(['case-file', 'damage-claim', 'dispute', 'problem', 'restoration'])));
  it('records what judicial organs do and steers nobody of them', () => expect(pack.charts['case-file']?.deviation).toBe('recorded'));
  it('names every code that is not Chinese itself, and a clue’s results as the whole system does', () => {
    const field = pack.charts['case-file']!.fields['resultCode'];
    expect(field).toMatchObject({ values: expect.arrayContaining(Object.keys(clueResults)), names: clueResults });
    const unnamed = ['case-file', 'damage-claim', 'restoration'].flatMap((name) =>
      Object.entries(pack.charts[name]!.fields).flatMap(([id, one]) =>
        one.kind === 'code' || one.kind === 'codes'
          ? one.values
              .filter((value) => /^[A-Z0-9_-]+$/.test(value) && one.names?.[value] === undefined)
              .map((value) => `${name} ${id} ${value}`)
          : [],
      ),
    );
    expect(unnamed).toEqual([]);
  });
  it('gives a source for every step, and cites an article wherever it claims to have read one', () => {
    const steps = charts.flatMap(({ chart, transitions }) => transitions.map((rule) => ({ place: `${chart} ${rule.id}`, rule })));
    expect(steps.filter(({ rule }) => rule.source.length === 0)).toEqual([]);
    const unread = steps.flatMap(({ place, rule }) =>
      rule.source
        .filter(({ evidence, article }) => evidence === 'V' && !/第.+(条|项)/.test(article))
        .map(({ text }) => `${place}: ${text}`),
    );
    expect(unread).toEqual([]);
  });
  it('ends every clock by a step, or lets it run out where that is what the law asks', () => {
    expect(rules.filter(({ stop, cancel }) => stop.length + cancel.length === 0)).toEqual([]);
    expect(rules.filter(({ stop, bound }) => stop.length === 0 && bound !== 'earliest').map(({ id }) => id)).toEqual([]);
  });
  it('waits only for ends of periods that are told', () => {
    const told = new Set(rules.filter(({ expires }) => expires === 'always').map(({ id }) => id));
    const waited = charts.flatMap(({ transitions }) =>
      transitions.flatMap(({ driven }) => (typeof driven === 'object' && 'clock' in driven ? driven.clock : [])),
    );
    expect(waited.filter((id) => !told.has(id))).toEqual([]);
    expect(waited.length).toBeGreaterThan(0);
  });
  it('lets no row from memory count as law, and rolls no day that a document set', () => {
    expect(rules.filter(({ source, mark }) => /凭记忆|未核/.test(source) && weakerMark(mark) !== 'U').map(({ id }) => id)).toEqual([]);
    const set = rules.filter(({ until, length }) => until !== undefined && length === undefined);
    expect(set.filter(({ roll }) => roll !== 'none').map(({ id }) => id)).toEqual([]);
  });
});
