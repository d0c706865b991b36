import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Executed } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { root } from '../run.ts';
import { chartSection, clockSection, machineSection, sectionsOf } from './duties.ts';
import { coverageOf } from './page.ts';
import { recordsIn } from './records.ts';

const chart = chartSection(
  'charts/harbour.yaml',
  'chart: harbour\ntitle: 港口\nstages:\n  - { id: IN, name: 已进港 }\ntransitions:\n  - id: H1\n    name: 进港\n  - id: H2\n    name: 出港\n',
);
const clocks = clockSection(
  'clocks/harbour.yaml',
  'rules:\n  - id: T1\n    name: 卸货\n  - id: T2\n    name: 外港\ninformation:\n  - id: T3\n    name: 潮汐\n    reason: 没有事件可以起算\n',
  { T2: '外地规定' },
);
const step = (id: string, by: string): Executed => ({ kind: 'transition', machine: 'harbour', step: id, stage: 'IN', by });
const clock = (row: string, by: string): Executed => ({ kind: 'clock', row, due: '2026-11-02', end: 'met', by });

describe('the page of what was executed', () => {
  it('names who executed each row, the first by name, and how many did', () => {
    const { page } = coverageOf([chart], [step('H1', 'walk b'), step('H1', 'walk a'), step('H1', 'walk a')]);
    expect(page).toContain('| H1 | 进港 | `charts/harbour.yaml:6` | 已进港 | walk a | 2 |');
    expect(page).toContain('| H2 | 出港 | `charts/harbour.yaml:8` |  | **missing** |  |');
  });
  it('is the same in whatever order it was seen', () => {
    const records = [step('H1', 'b'), clock('T1', 'c'), step('H2', 'a'), { ...clock('T1', 'c'), due: '2026-11-01' }];
    expect(coverageOf([chart, clocks], records).page).toBe(coverageOf([chart, clocks], records.toReversed()).page);
  });
  it('counts what nobody executed as missing, unless the law itself says why', () => {
    const { executed, excused, missing } = coverageOf([chart, clocks], [step('H1', 'a')]);
    expect({ executed, excused, missing: missing.map(({ id }) => id) }).toEqual({ executed: 1, excused: 2, missing: ['H2', 'T1'] });
  });
  it('takes no step of one chart for that of another', () =>
    expect(coverageOf([chart], [{ ...step('H1', 'a'), machine: 'quay' } as Executed]).executed).toBe(0));
});

describe('the table of a decider', () => {
  const line = (command: string, ...cells: string[]) => `| **${command}** | ${cells.join(' | ')} |`;
  const text = [line('open', 'Opened', '—'), line('close', '`NOT_OPEN`', '—'), line('open by the other party', 'Opened', '—')].join('\n');
  const machine = { machine: 'quay', title: '码头', table: 'quay.table.md' };
  it('asks for each command that records something', () =>
    expect(machineSection({ ...machine, steps: { open: '开' } }, text).duties).toMatchObject([{ id: 'open', where: 'quay.table.md:1' }]));
  it('must be named whole, and nothing else', () => {
    expect(() => machineSection({ ...machine, steps: {} }, text)).toThrow(/open/);
    expect(() => machineSection({ ...machine, steps: { open: '开', close: '关' } }, text)).toThrow(/close/);
  });
});

describe('the delivered law', () => {
  it('asks for every chart, every decider and every row', () => {
    const duties = sectionsOf(root).flatMap((section) => section.duties);
    expect(duties.filter(({ kind }) => kind === 'transition').length).toBeGreaterThan(400);
    expect(duties.filter(({ kind }) => kind === 'clock').length).toBeGreaterThan(110);
    expect(new Set(duties.map(({ kind, of, id }) => `${kind} ${kind === 'clock' ? '' : of} ${id}`)).size).toBe(duties.length);
  });
});

describe('the records of a run', () => {
  it('are those of all its workers; without any there was no run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'xiezhi-coverage-'));
    expect(() => recordsIn(folder)).toThrow(/npm test/);
    writeFileSync(join(folder, '1.jsonl'), `${JSON.stringify(step('H1', 'a'))}\n`);
    writeFileSync(join(folder, '2.jsonl'), `${JSON.stringify(clock('T1', 'b'))}\n`);
    expect(recordsIn(folder)).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });
});
