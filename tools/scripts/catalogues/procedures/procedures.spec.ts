import { StageChart } from '@xiezhi/stage-chart';
import { ClockRule } from '@xiezhi/statutory-time';
import { describe, expect, it } from 'vitest';
import { dotOf, svgOf } from './diagram.ts';
import { procedurePage, proceduresOf } from './page.ts';
import { actorOf } from './sentences.ts';

const source = [{ text: '港口规则', article: '第一条', evidence: 'D' as const }];
const by = (role: string) => [{ party: 'keeper', roles: [role] }];
/** A ship that is repaired, or broken up: two procedures that begin alike. */
const chart = StageChart.parse({
  chart: 'ship',
  title: '船舶',
  sections: { repair: '维修', breaking: '拆解', letters: '来函' },
  opening: { received: ['ship-arrived'], own: [{ kinds: ['TRA'], roles: ['intake'], from: ['dock'] }] },
  parties: { keeper: '船坞' },
  stages: ['NEW:新到', 'DRY:上坞', 'FIXED:修好', 'BROKEN:拆解'].map((one) => ({ id: one.split(':')[0], name: one.split(':')[1] })),
  initial: 'NEW',
  ends: ['FIXED', 'BROKEN'],
  deviation: 'refused',
  fields: { damage: { kind: 'code', name: '损坏', values: ['轻', '重'], names: { 重: '漏水' } }, hands: { kind: 'number', name: '人数' } },
  transitions: [
    { id: 'S1', name: '上坞', from: ['NEW'], to: 'DRY', actors: by('handler'), requires: ['damage'], allows: ['hands'], source },
    {
      id: 'S2',
      name: '修好',
      section: 'repair',
      from: ['DRY'],
      to: 'FIXED',
      actors: by('approver'),
      conditions: [{ differsFrom: 'S1' }, { when: { field: 'damage', in: ['重'] }, must: [{ field: 'hands', atLeast: 2 }] }],
      document: 'F-01',
      source,
    },
    { id: 'S3', name: '拆解', section: 'breaking', from: ['DRY'], to: 'BROKEN', actors: [], driven: { clock: ['S01'] }, source },
    { id: 'S4', name: '复函', section: 'letters', from: ['NEW', 'DRY'], to: 'SAME', actors: by('liaison'), source },
    { id: 'S5', name: '登记残值', from: ['BROKEN'], to: 'SAME', actors: by('handler'), source },
  ],
});
const event = 'case-supervision.case-file-stage-entered.v1';
const rule = ClockRule.parse({
  id: 'S01',
  name: '待修',
  subject: { kind: 'case-file', id: 'caseFileId' },
  start: [{ event, where: { chart: 'ship', transition: 'S1' } }],
  stop: [{ event, where: { chart: 'ship', to: 'FIXED' } }],
  length: 3,
  unit: 'working-day',
  roll: 'forward',
  holder: 'agency',
  watchers: [],
  nature: 'internal',
  mark: { length: 'D', dayType: 'D' },
  source: '港口规则第一条',
  expires: 'always',
});
const procedures = proceduresOf(chart);
const pageOf = (name: string) =>
  procedurePage(
    procedures.find((one) => one.name === name)!,
    [rule],
  );

describe('the pages of a chart', () => {
  it('are one for each procedure, with the steps all share, and none that begins where it never comes', () =>
    expect(procedures.map(({ name, steps, isDrawn }) => [name, steps.map(({ id }) => id), isDrawn])).toEqual([
      ['ship-repair', ['S1', 'S2'], true],
      ['ship-breaking', ['S1', 'S3', 'S5'], true],
      ['ship-letters', ['S4'], false],
    ]));
  it('say in Chinese who takes a step, when he may, what he fills in and what it does to deadlines', () => {
    const page = pageOf('ship-repair');
    expect(page).toContain('| S1 | 上坞 | 新到 → 上坞 | 船坞：承办人 | — | “损坏”、（“人数”） | — | ▶ S01 | 港口规则第一条 | D |');
    expect(page).toContain('与办理 S1（上坞） 的不是同一人；“损坏”为重的，须“人数”不少于 2 | — | F-01 | ■ S01 |');
    expect(page).toContain('| S01 | 待修 | 3 个工作日 | 遇休息日顺延 | 内部 | 港口规则第一条 | D/D | — |');
    expect(page).toContain('| 损坏 | 重 | 漏水 |');
    expect(page).toContain('经移送路径 ship-arrived 受理时建立；交通运输主管部门（港航）（受理岗）自行建立，须出自案卷 dock');
  });
  it('name the document of a step beside its code, where the pack has letters', () => {
    const named = proceduresOf({ ...chart, documents: { 'F-01': '修船单' } })[0]!;
    expect(procedurePage(named, [rule])).toContain('“人数”不少于 2 | — | F-01 修船单 | ■ S01 |');
  });
  it('say what moves a matter that nobody moves', () => {
    expect(pageOf('ship-breaking')).toContain('| 期限届满（S01） |');
    const waits = (every?: true) =>
      actorOf({ ...chart.transitions[2]!, driven: { chart: 'dock', transitions: ['D1', 'D2'], every } }, chart);
    expect(waits()).toBe('随案卷 dock 的 D1、D2');
    expect(waits(true)).toBe('各单位的案卷 dock 都已办理 D1 或者 D2');
  });
});

describe('the diagram of a procedure', () => {
  const { steps } = procedures[1]!;
  it('has the stages it reaches, with the steps between them, and broken lines for what follows an event', () => {
    const dot = dotOf(chart, steps);
    expect(dot).toContain('"DRY" -> "BROKEN" [label=" S3 ", style=dashed]');
    expect(dot).not.toContain('FIXED');
  });
  it('draws a step from many stages once', () => {
    const stages = Array.from({ length: 8 }, (_, index) => ({ id: `S_${'ABCDEFGH'[index]}`, name: `阶段${index}` }));
    const road = stages.slice(1).map(({ id }, index) => ({ ...chart.transitions[0]!, id: `P${index}`, from: [stages[index]!.id], to: id }));
    const out = { ...chart.transitions[0]!, id: 'OUT', from: stages.map(({ id }) => id), to: 'NEW' };
    const dot = dotOf({ ...chart, stages: [...stages, ...chart.stages], initial: 'S_A' }, [...road, out]);
    expect(dot.match(/OUT/g)).toHaveLength(1);
    expect(dot).toContain('"任一阶段" -> "NEW"');
  });
  it('is the same picture every time', async () => {
    const [one, other] = await Promise.all([svgOf(dotOf(chart, steps)), svgOf(dotOf(chart, steps))]);
    expect(one).toContain('拆解');
    expect(one).toBe(other);
  });
});
