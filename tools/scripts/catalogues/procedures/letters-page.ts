import { numberTypes } from '@xiezhi/document-number';
import type { Carried, Letter, Letters, MechanismPack, Organ } from '@xiezhi/mechanism-pack';
import { generated, table } from '../catalogue.ts';
import { kindsInChinese, Names } from './sentences.ts';

/** Members by which events name organs. */
const organNames: Readonly<Record<string, string>> = {
  sender: '移送单位',
  receiver: '接收单位',
  owner: '主办单位',
  debtor: '反馈单位',
  creditor: '受反馈单位',
  issuer: '督办单位',
  coIssuers: '联合督办单位',
  unit: '被督办单位',
};

/** `letters.md`, in Chinese: every document of a pack with who issues it to whom, its number, what it says and what makes it. */
export function lettersPage(letters: Letters, pack: MechanismPack): string {
  const rows = letters.map((letter) => {
    const { code, name, issuers, to, source, note } = letter;
    return [
      code,
      note === undefined ? name : `${name}（${note}）`,
      organsOf(issuers, pack),
      to.length === 0 ? '留存' : organsOf(to, pack),
      numberOf(letter, pack),
      letter.carries.map((carried) => carriedOf(carried, pack)).join('；') || '—',
      makersOf(letter, pack),
      source.map(({ text, article }) => `${text}${article === '—' ? '' : article}`).join('；'),
      source.map(({ evidence }) => evidence).join('；'),
    ];
  });
  return `# ${pack.header.title}：文书

<!-- ${generated} -->

由 letters.yaml 生成。“载明”一栏为步骤已经填写的栏目和事件的内容，文书不另行填写；版式和模板不在此列。

${table(['编号', '文书', '制发', '受文', '文号', '载明', '由何制作', '依据', '标记'], rows)}
`;
}

const organsOf = (organs: readonly Organ[], pack: MechanismPack): string =>
  [...new Set(organs.map((organ) => organOf(organ, pack)))].join('、');

function organOf(organ: Organ, { charts }: MechanismPack): string {
  if ('words' in organ) return organ.words;
  if ('kinds' in organ) return kindsInChinese(organ.kinds);
  if ('event' in organ) return organNames[organ.member] ?? organ.member;
  const chart = charts[organ.chart]!;
  return 'party' in organ ? (chart.parties[organ.party] ?? organ.party) : new Names(chart).field(organ.field);
}

function numberOf({ number }: Letter, { charts }: MechanismPack): string {
  if (number === 'none') return '不编文号';
  if (number === 'elsewhere') return '制发单位编号，平台不记录';
  if ('recorded' in number) return `制发单位编号，记录在${new Names(charts[number.recorded.chart]!).field(number.recorded.field)}`;
  const { pattern, per } = numberTypes[number.type];
  const parts: Readonly<Record<string, string>> = {
    word: per === 'unit' ? '{机关代字}' : '{区划}',
    year: '{年}',
    practice: '',
    n: '{序号}',
  };
  return pattern.replaceAll(/\{(\w+)\}/g, (place, part: string) => parts[part] ?? place);
}

function carriedOf(carried: Carried, { charts }: MechanismPack): string {
  if ('event' in carried) return `${carried.event} 的 ${carried.members.join('、')}`;
  const names = new Names(charts[carried.chart]!);
  const steps = carried.steps === undefined ? '' : `（${carried.steps.join('、')}）`;
  return `${carried.fields.map((field) => names.field(field)).join('、')}${steps}`;
}

function makersOf({ code, events = [], reason }: Letter, { charts, ladder }: MechanismPack): string {
  const ofCharts = Object.values(charts).flatMap(({ chart, transitions }) => {
    const steps = transitions.filter(({ document }) => document === code).map(({ id }) => id);
    return steps.length === 0 ? [] : [`${chart} ${steps.join('、')}`];
  });
  const ofLadder = (ladder?.levels ?? []).filter(({ document }) => document === code).map(({ code: level, name }) => `${level} ${name}`);
  return [...ofCharts, ...ofLadder, ...events].join('；') || (reason ?? '—');
}
