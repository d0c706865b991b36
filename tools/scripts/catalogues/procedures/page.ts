import { same, type StageChart, type Transition } from '@xiezhi/stage-chart';
import type { ClockRule } from '@xiezhi/statutory-time';
import { generated, table } from '../catalogue.ts';
import { stagesReached } from './diagram.ts';
import { actorOf, kindsInChinese, lengthOf, listOf, Names, natureNames, rolesInChinese, rollOf, stepsOf } from './sentences.ts';

/** One procedure: a chart, or one section of a chart that carries several. */
export interface Procedure {
  /** Of its files in docs/procedures: <chart> or <chart>-<section>. */
  name: string;
  title: string;
  chart: StageChart;
  steps: readonly Transition[];
  /** False where no step of it moves the matter. */
  isDrawn: boolean;
}

/** A section shows the steps that all share too, unless it only stands beside the road of another one. */
export function proceduresOf(chart: StageChart): Procedure[] {
  const sections = Object.entries(chart.sections);
  if (sections.length === 0) return [{ name: chart.chart, title: chart.title, chart, steps: chart.transitions, isDrawn: true }];
  return sections.map(([section, title]) => {
    const own = chart.transitions.filter((rule) => rule.section === section);
    const isDrawn = own.some(({ to }) => to !== same);
    const shared = chart.transitions.filter((rule) => rule.section === section || rule.section === undefined);
    const steps = isDrawn ? withoutTheUnreached(chart, shared) : own;
    return { name: `${chart.chart}-${section}`, title, chart, steps, isDrawn };
  });
}

/** Steps that start only where this procedure never comes are another one's. */
function withoutTheUnreached(chart: StageChart, steps: readonly Transition[]): Transition[] {
  const reached = stagesReached(chart, steps);
  return steps.filter(({ from }) => from.some((stage) => reached.has(stage)));
}

/** `docs/procedures/<name>.md`, in Chinese: for lawyers and officers, from the pack alone. */
export function procedurePage(procedure: Procedure, rules: readonly ClockRule[]): string {
  const { chart, name, title, steps, isDrawn } = procedure;
  const names = new Names(chart);
  const rows = rowsOf(procedure, rules);
  return `# ${title}${title === chart.title ? '' : `（${chart.title}）`}

<!-- ${generated} -->

${introduction(chart)}
${isDrawn ? `\n![${title}流程图](${name}.svg)\n\n箭头上为步骤编号；虚线为随事件带动的步骤；双线框为可以停留的阶段。不改变阶段的步骤只列在表中。\n` : ''}
## 步骤

期限一栏：▶ 起算，■ 办理完毕，× 不再计算，‖ 中止，▷ 恢复。

${table(
  ['编号', '步骤', '阶段', '办理人', '前提', '填写', '文书', '期限', '依据', '标记'],
  steps.map((rule) => stepRow(rule, procedure, names, rules)),
)}

## 期限

标记：V 已核原文，V2 二手来源，U 未核实，D 平台约定；斜线前为期间长度，后为日的种类。法律文书只引用 V。

${
  rows.length === 0
    ? '没有单独的期限。'
    : table(
        ['编号', '期限', '长度', '休息日', '性质', '依据', '标记', '逾期后果'],
        rows.map((rule) => clockRow(rule, names)),
      )
}
${codes(procedure)}`;
}

/** What the codes mean that stand in the columns above. */
function codes({ chart, steps }: Procedure): string {
  const asked = new Set(steps.flatMap(({ requires, allows }) => [...requires, ...allows]));
  const rows = Object.entries(chart.fields).flatMap(([id, field]) =>
    asked.has(id) && (field.kind === 'code' || field.kind === 'codes')
      ? Object.entries(field.names ?? {}).map(([code, name]) => [field.name, code, name])
      : [],
  );
  return rows.length === 0 ? '' : `\n## 代码\n\n${table(['栏目', '代码', '含义'], rows)}\n`;
}

function introduction({ opening, parties, deviation }: StageChart): string {
  const own = (opening?.own ?? []).map(
    ({ kinds, roles, from }) =>
      `${kindsInChinese(kinds)}（${rolesInChinese(roles)}）自行建立${from === undefined ? '' : `，须出自案卷 ${from.join('、')}`}`,
  );
  const received = opening === undefined || opening.received.length === 0 ? [] : [`经移送路径 ${opening.received.join('、')} 受理时建立`];
  const born = [...received, ...own];
  return [
    `- 办理单位：${Object.values(parties).join('、')}。`,
    ...(born.length === 0 ? [] : [`- 案卷的建立：${born.join('；')}。`]),
    `- ${deviation === 'recorded' ? '司法机关的做法图上没有的，写明原因后照样记录，标为“偏离”；行政机关按图办理。' : '按图办理；图上没有的步骤不能办理。'}`,
  ].join('\n');
}

function stepRow(rule: Transition, { chart }: Procedure, names: Names, rules: readonly ClockRule[]): string[] {
  const { id, name, from, to, requires, allows, conditions, document, source, note } = rule;
  const stages = from.length > 7 ? '多个阶段' : from.map((stage) => names.stage(stage)).join('、');
  const asks = [...requires.map((field) => names.field(field)), ...allows.map((field) => `（${names.field(field)}）`)];
  return [
    id,
    note === undefined ? name : `${name}（${note}）`,
    `${stages} → ${to === same ? '不变' : names.stage(to)}`,
    actorOf(rule, chart),
    conditions.map((one) => names.condition(one)).join('；') || '—',
    asks.join('、') || '—',
    document === undefined ? '—' : names.document(document),
    clocksAt(id, chart, rules) || '—',
    source
      .map(({ text, article, note: said }) => `${text}${article === '—' ? '' : article}${said === undefined ? '' : `：${said}`}`)
      .join('；'),
    source.map(({ evidence }) => evidence).join('；'),
  ];
}

const signs = { start: '▶', stop: '■', cancel: '×', pause: '‖', resume: '▷' } as const;

/** What a step does to deadlines. Cancelling is told only where the row names the step, not wherever a file closes. */
function clocksAt(id: string, chart: StageChart, rules: readonly ClockRule[]): string {
  return rules
    .flatMap((rule) =>
      (['start', 'stop', 'cancel', 'pause', 'resume'] as const)
        .filter((what) =>
          rule[what].some((match) => stepsOf(match, chart).includes(id) && (what !== 'cancel' || 'transition' in match.where)),
        )
        .map((what) => `${signs[what]} ${rule.id}`),
    )
    .join(' ');
}

/** The rows that a step of the procedure starts or meets, or that count from the end of such a row. */
function rowsOf({ chart, steps }: Procedure, rules: readonly ClockRule[]): ClockRule[] {
  const ids = new Set(steps.map(({ id }) => id));
  const started = rules.filter(({ start, stop }) => [...start, ...stop].some((match) => stepsOf(match, chart).some((id) => ids.has(id))));
  const known = new Set(started.map(({ id }) => id));
  const chained = rules.filter(({ start }) =>
    start.some(({ event, where }) => event === 'case-supervision.clock-expired.v1' && listOf(where['ruleId']).some((id) => known.has(id))),
  );
  return rules.filter((rule) => started.includes(rule) || chained.includes(rule));
}

function clockRow(rule: ClockRule, names: Names): string[] {
  const { id, name, nature, source, mark, consequence } = rule;
  return [id, name, lengthOf(rule, names), rollOf(rule), natureNames[nature], source, `${mark.length}/${mark.dayType}`, consequence ?? '—'];
}
