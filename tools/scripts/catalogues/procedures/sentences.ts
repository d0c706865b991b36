import { agencyKinds, type AgencyKind, type Role } from '@xiezhi/contracts';
import { type Condition, documentNameOf, type FieldDefinition, type StageChart, type Transition } from '@xiezhi/stage-chart';
import type { ClockRule, EventMatch, PeriodUnit } from '@xiezhi/statutory-time';

type Simple = Exclude<Condition, { anyOf: unknown } | { when: unknown }>;
type Sum = Extract<Simple, { total: unknown }>['total'];

const roleNames: Record<Role, string> = {
  intake: '受理岗',
  handler: '承办人',
  'section-head': '科室负责人',
  approver: '分管领导',
  liaison: '联络员',
  inspector: '督查',
  'system-admin': '系统管理员',
  'security-admin': '安全管理员',
  'audit-admin': '审计管理员',
};
export const rolesInChinese = (roles: readonly Role[]): string => roles.map((role) => roleNames[role]).join('、');
export const kindsInChinese = (kinds: readonly AgencyKind[]): string => kinds.map((kind) => agencyKinds[kind]).join('、');

const unitNames: Record<PeriodUnit, string> = { hour: '小时', 'calendar-day': '日', 'working-day': '个工作日', month: '个月', year: '年' };
export const natureNames = { statutory: '法定', agreed: '约定', internal: '内部' } as const;

/** Chinese of a chart's names; what has none there is shown as it is written. */
export class Names {
  readonly #chart: StageChart;

  constructor(chart: StageChart) {
    this.#chart = chart;
  }

  field(name: string): string {
    const field: FieldDefinition | undefined = this.#chart.fields[name];
    return `“${field?.name ?? name}”`;
  }

  step(id: string): string {
    return `${id}（${this.#chart.transitions.find((one) => one.id === id)?.name ?? id}）`;
  }

  stage(id: string): string {
    return this.#chart.stages.find((one) => one.id === id)?.name ?? id;
  }

  /** A document as its code and name; the code alone where the pack names none. */
  document(code: string): string {
    const name = documentNameOf(this.#chart, { document: code });
    return name === undefined ? code : `${code} ${name}`;
  }

  /** A condition as a lawyer reads it. */
  condition(condition: Condition): string {
    if ('anyOf' in condition) return condition.anyOf.map((one) => this.#simple(one)).join('，或者');
    if ('when' in condition) return `${this.#simple(condition.when)}的，须${condition.must.map((one) => this.#simple(one)).join('、')}`;
    return this.#simple(condition);
  }

  #simple(condition: Simple): string {
    if ('atLeast' in condition) return `${this.field(condition.field)}不少于 ${condition.atLeast}`;
    if ('field' in condition) return `${this.field(condition.field)}为${condition.in.map(valueInChinese).join('、')}`;
    if ('known' in condition) return `已填写${this.field(condition.known)}`;
    if ('checklist' in condition) return `${this.field(condition.checklist)}各项均已核实`;
    if ('differsFrom' in condition) return `与办理 ${this.step(condition.differsFrom)} 的不是同一人`;
    if ('history' in condition)
      return `已办理 ${this.step(condition.history)}${condition.since === undefined ? '' : `，且在最近一次 ${condition.since} 之后`}`;
    if ('limitPassed' in condition) return '所定期限已过';
    if ('limitOpen' in condition) return '所定期限未过';
    if ('total' in condition) return `${this.#sum(condition.total)}不超过${this.#sum(condition.atMost)}`;
    return `已有文书 ${condition.documents.map((code) => this.document(code)).join('、')}`;
  }

  #sum({ plus, minus }: Sum): string {
    const amounts = (paths: readonly string[]) => [...new Set(paths.map((path) => this.field(path.split('.')[0]!)))].join('、');
    return `${amounts(plus)}合计${minus.length === 0 ? '' : `（减${amounts(minus)}）`}`;
  }
}

const valueInChinese = (value: string | number | boolean): string => (value === true ? '是' : value === false ? '否' : String(value));

/** Who takes a step, or what takes it. */
export function actorOf({ actors, driven }: Transition, { parties }: StageChart): string {
  if (driven === undefined) return actors.map(({ party, roles }) => `${parties[party] ?? party}：${rolesInChinese(roles)}`).join('；');
  if (typeof driven === 'string') return `随移送的结果（${driven}）`;
  if ('clock' in driven) return `期限届满（${driven.clock.join('、')}）`;
  if (driven.every) return `各单位的案卷 ${driven.chart} 都已办理 ${driven.transitions.join(' 或者 ')}`;
  return `随案卷 ${driven.chart} 的 ${driven.transitions.join('、')}`;
}

export function lengthOf(rule: ClockRule, names: Names): string {
  const of = (path: string) => names.field(path.replace(/^fields\./, ''));
  if (rule.until !== undefined && rule.length === undefined) return `至${of(rule.until)}`;
  const lengths = [...new Set(rule.start.map(({ length = rule.length, unit = rule.unit }) => lengthText(length, unit)))].join('、');
  if (rule.before !== undefined) return `${of(rule.before)}之前 ${lengths}`;
  return `${rule.until === undefined ? '' : `至${of(rule.until)}；没有载明的 `}${lengths}${rule.bound === 'earliest' ? '（届满即可）' : ''}${extensionText(rule)}`;
}

const lengthText = (length: number | undefined, unit: PeriodUnit): string => (length === 0 ? '立即' : `${length} ${unitNames[unit]}`);
const extensionText = ({ extension, unit }: ClockRule): string =>
  extension === undefined
    ? ''
    : `，可延长 ${lengthText(extension.length, unit)}${extension.row === undefined ? '' : `（${extension.row}）`}`;

/** What a day row does on a rest day. */
export const rollOf = ({ roll, unit, before }: ClockRule): string =>
  unit === 'hour' ? '不顺延' : before !== undefined ? '遇休息日提前' : roll === 'forward' ? '遇休息日顺延' : '不顺延';

/** The steps of one chart that an event of a row names, by their ids. */
export function stepsOf({ event, where }: EventMatch, chart: StageChart): string[] {
  const named = listOf(where['transition']);
  const to = listOf(where['to']);
  const from = listOf(where['from']);
  const charts = listOf(where['chart']);
  if (charts.length > 0 && !charts.includes(chart.chart)) return [];
  const steps = chartOf[event];
  if (event === 'case-supervision.case-file-decided.v1') return decisionsIn(chart, listOf(where['resultCode']));
  if (steps === undefined || (steps !== '' && steps !== chart.chart) || (steps === '' && charts.length === 0 && !isFile(chart))) return [];
  if (named.length + to.length + from.length === 0) return [];
  return chart.transitions
    .filter((rule) => named.length === 0 || named.includes(rule.id))
    .filter((rule) => to.length === 0 || to.includes(rule.to))
    .filter((rule) => from.length === 0 || rule.from.some((stage) => from.includes(stage)))
    .map(({ id }) => id);
}

/** Chart whose steps an event tells of; '' is that of any file. */
const chartOf: Readonly<Record<string, string>> = {
  'clue-transfer.problem-stage-entered.v1': 'problem',
  'clue-transfer.dispute-stage-entered.v1': 'dispute',
  'case-supervision.case-file-stage-entered.v1': '',
};
const isFile = ({ opening }: StageChart): boolean => opening !== undefined;

function decisionsIn({ transitions }: StageChart, codes: readonly string[]): string[] {
  const decides = transitions.filter(({ requires }) => requires.includes('resultCode'));
  const allows = ({ conditions }: Transition) =>
    conditions.some(
      (one) => 'field' in one && 'in' in one && one.field === 'resultCode' && one.in.some((value) => codes.includes(String(value))),
    );
  return (codes.length === 0 ? decides : decides.filter(allows)).map(({ id }) => id);
}

/** Names in a condition on one member: one, or several. */
export const listOf = (condition: unknown): string[] =>
  (Array.isArray(condition) ? condition : [condition]).filter((one): one is string => typeof one === 'string');
