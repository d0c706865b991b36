import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { sharedStack } from '@xiezhi/testing/shared-stack';
import { type Played, storyOf, StoryPlayer } from '@xiezhi/tools/story';
import { afterAll, describe, expect, it } from 'vitest';
import { stageOf } from './company.ts';

/** Two stories, three runs of the tool and two publications on a machine that does other things too. */
const withinMs = 300_000;

const repository = resolve(import.meta.dirname, '..', '..', '..');
const tool = join(repository, 'tools', 'xiezhi', 'xiezhi.ts');
const mechanism = 'reed-bed-procurator';
const folder = mkdtempSync(join(tmpdir(), 'xiezhi-reed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A mechanism of this spec’s own, so that nobody else’s matters fall under the version it publishes. */
cpSync(join(repository, 'packs', 'forest-chief-procurator'), folder, { recursive: true });
change('pack.yaml', [['forest-chief-procurator', mechanism]]);
change('routes.yaml', [
  ['6f0e5a52-7f0a-5b0e-9d1c-2b7a1f3c9a', '6f0e5a52-7f0a-5b0e-9d1c-2b7a1f3c9b'],
  ['slug: forest-', 'slug: reed-'],
  ['fromKind: NAT', 'fromKind: RCO'],
  ['sourceCodes: [S04]', 'sourceCodes: [S15]'],
]);
for (const chart of ['charts/problem.yaml', 'charts/case-file.yaml']) change(chart, [['forest-', 'reed-']]);

function change(file: string, changes: [string, string][]): void {
  const path = join(folder, file);
  const text = changes.reduce((now, [from, to]) => now.replaceAll(from, to), readFileSync(path, 'utf8'));
  writeFileSync(path, text);
}

interface Standing {
  holder: string;
  due: string;
  outcome: string;
}
interface Answer {
  before: string;
  after: string;
  events: number;
  missing: number;
  unreadable: number;
  deadlines: { ruleId: string; subject: string; before?: Standing; after?: Standing }[];
  rungs: { ruleId: string; rung: string; before?: { at: string }; after?: { at: string } }[];
  guards: unknown[];
  routes: unknown[];
}

/** The clue goes over on a Thursday and is signed for on the Wednesday after: in time or late, as the version counts. */
const story = (number: string) =>
  storyOf(
    {
      编号: number,
      名称: '芦苇荡线索移送',
      演练开始: '2026-03-05 08:30',
      步骤: [
        {
          时间: '2026-03-05 09:00',
          岗位: 'changxing-river-chief-office.intake',
          办理: '登记线索',
          内容: {
            名称: '芦苇荡内倾倒渣土',
            情况: '巡查发现芦苇荡内倾倒渣土。',
            来源: 'S15',
            领域: 'E4',
            区划: '330522001',
            水体: 'WB19',
            地点: '长兴港右岸芦苇荡',
            发现时间: '2026-03-04 21:30',
            材料: [
              {
                名称: '现场照片',
                种类: 'AUDIOVISUAL',
                格式: 'application/zip',
                字节: 1024,
                摘要: 'fe7e4dd95e81be6d24aa8d858d9c26c7746571b8fd2a3bd43c190d41ca43c357',
              },
            ],
          },
        },
        {
          时间: '2026-03-05 09:30',
          岗位: 'changxing-river-chief-office.intake',
          办理: '起草移送',
          得到: '移送1',
          内容: { 接收单位: 'changxing-procuratorate', 路径: 'reed-clue', 目的: '请依法评估并反馈。', 依据: '芦苇荡协作约定' },
        },
        { 时间: '2026-03-05 09:40', 岗位: 'changxing-river-chief-office.intake', 办理: '报批', 对象: '移送1' },
        { 时间: '2026-03-05 11:00', 岗位: 'changxing-river-chief-office.approver', 办理: '审批发出', 对象: '移送1' },
        { 时间: '2026-03-11 09:20', 岗位: 'changxing-procuratorate.liaison', 办理: '签收', 对象: '移送1' },
      ],
      结局: { 主办单位: {}, 状态: { 移送1: '已签收，待受理' } },
    },
    number,
  );

describe('a dry run of a changed pack', { timeout: withinMs }, () => {
  const stack = sharedStack();
  const play = (number: string) => new StoryPlayer(stageOf(stack)).play(story(number), () => undefined);

  async function xiezhi(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const run = promisify(execFile)(process.execPath, [tool, '--home', stack.home, ...words], { maxBuffer: 64 * 1024 * 1024 });
    return run.then(
      (said) => ({ code: 0, ...said }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  }
  const published = async () => expect(await xiezhi('pack', 'publish', folder)).toMatchObject({ code: 0 });

  it('says what a stack that really runs the changed version does, and stores nothing', async () => {
    await published();
    const asItIs = await play('反事实一');

    // Signing for takes five working days instead of two, and one more row is counted.
    change('pack.yaml', [
      ['"2026.1"', '"2026.2"'],
      ['"2026-01-01"', '"2026-02-01"'],
    ]);
    change('clocks/collaboration.yaml', [['length: 2', 'length: 5']]);
    const lists = await xiezhi('pack', 'list');
    const run = await xiezhi('pack', 'dry-run', folder, '--world', asItIs.world, '--json');
    expect(run).toMatchObject({ code: 3 });
    const found = JSON.parse(run.stdout) as Answer;
    expect(found).toMatchObject({ before: 'as recorded', after: `${mechanism}@2026.2`, missing: 0, unreadable: 0 });
    expect(await xiezhi('pack', 'list')).toEqual(lists);

    // The same story again, in another practice world, under the version as published.
    await published();
    const asItWouldBe = await play('反事实二');
    const different = differing(asItIs, asItWouldBe);
    expect(different).toEqual([{ ruleId: 'L01', before: ['2026-03-09', 'met-late'], after: ['2026-03-12', 'met'] }]);
    expect(found.deadlines.map(({ ruleId, before, after }) => ({ ruleId, before: shortly(before), after: shortly(after) }))).toEqual(
      different,
    );
    expect(found.guards).toEqual([]);
    expect(found.routes).toEqual([]);
    expect(found.rungs).toContainEqual(
      expect.objectContaining({ ruleId: 'L01', rung: 'overdue', before: { at: '2026-03-10T00:00:00+08:00' } }),
    );

    // What was played under the version that is asked about differs in nothing.
    const again = await xiezhi('pack', 'dry-run', folder, '--world', asItWouldBe.world);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('nothing would differ');
  });

  it('refuses a pack that has mistakes, with file and line, and reads no history', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'xiezhi-broken-'));
    try {
      cpSync(folder, broken, { recursive: true });
      const file = join(broken, 'clocks', 'collaboration.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('unit: working-day', 'unit: moon'));
      const refused = await xiezhi('pack', 'dry-run', broken);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/clocks\/collaboration\.yaml:\d+ rules\.0\.unit/);
    } finally {
      rmSync(broken, { recursive: true });
    }
  });

  it('names the versions there are when it is asked to compare with another', async () => {
    const refused = await xiezhi('pack', 'dry-run', folder, '--against', `${mechanism}@2031.1`);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain(`name one of ${mechanism}@2026.1`);
  });
});

/** Rows whose deadline stands otherwise in one world than in the other, as the service itself shows them. */
function differing(one: Played, other: Played) {
  const stands = ({ deadlines }: Played) => new Map(deadlines.map((clock) => [clock.ruleId, [dayOf(clock.dueAt), clock.state]]));
  const [before, after] = [stands(one), stands(other)];
  const rows = [...new Set([...before.keys(), ...after.keys()])];
  return rows
    .filter((ruleId) => JSON.stringify(before.get(ruleId)) !== JSON.stringify(after.get(ruleId)))
    .map((ruleId) => ({ ruleId, before: before.get(ruleId), after: after.get(ruleId) }));
}

const shortly = (standing: Standing | undefined) => standing && [dayOf(standing.due), standing.outcome];

/** A period ends at the midnight after its last day. */
const dayOf = (at: string | undefined): string | undefined =>
  at === undefined ? undefined : new Date(Date.parse(at) - 1 + 8 * 3_600_000).toISOString().slice(0, 10);
