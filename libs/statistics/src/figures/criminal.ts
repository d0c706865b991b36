import { isCounted, isPast } from '../counted-day.ts';
import { isInOriginalTime, isInTime } from '../deadline.ts';
import { figure, type Judgement, reading, type Window } from '../definition.ts';
import type { ClockItem, FileItem } from '../items.ts';
import { dayOf, firstOf } from '../steps.ts';

/** The deadline of a row that was started last: an earlier one belongs to an earlier round. */
function lastOf({ deadlines = [] }: FileItem, row: string): ClockItem | undefined {
  return deadlines.findLast((clock) => clock.class === row && clock.stopped?.outcome !== 'cancelled');
}

/** Transfers approved in the period, as far as all named deadlines are met or due. */
function transferredInTime(rows: readonly string[]) {
  return (file: FileItem, window: Window): Judgement | undefined => {
    if (!isCounted(firstOf(file, 'B3a')?.on, window)) return undefined;
    const clocks = rows.flatMap((row) => lastOf(file, row) ?? []);
    if (clocks.length < rows.length) return undefined;
    const verdicts = clocks.map((clock) => isInTime(clock, window));
    const isAnyLate = verdicts.includes(false);
    if (!isAnyLate && verdicts.includes(undefined)) return undefined;
    return { numerator: isAnyLate ? 0 : 1, denominator: 1, original: clocks.every(isInOriginalTime) ? 1 : 0 };
  };
}

function decision(file: FileItem, window: Window) {
  const decided = file.cameWith === 'case-file' ? firstOf(file, 'B7f', 'B7x') : undefined;
  return decided !== undefined && isCounted(decided.on, window) ? decided : undefined;
}

function filed(file: FileItem, window: Window): Judgement | undefined {
  const decided = decision(file, window);
  return decided && { numerator: decided.transition === 'B7f' ? 1 : 0, denominator: 1 };
}

function corrections(file: FileItem, window: Window): Judgement | undefined {
  const decided = decision(file, window);
  return decided && { numerator: file.steps.filter(({ transition }) => transition === 'B6').length, denominator: 1 };
}

/** Concluded when the police file, or when the matter ends without that. Filed after a step: only where the procuratorate had asked before. */
function filedAfterSupervision(file: FileItem, window: Window): Judgement | undefined {
  const end = file.steps.find(({ from, to }) => from !== to && ['FILED', 'REASONS_STAND', 'CLOSED'].includes(to));
  if (end === undefined || !isCounted(end.on, window)) return undefined;
  return { numerator: end.to === 'FILED' && end.from !== 'EVALUATING' ? 1 : 0, denominator: 1 };
}

/** 登记破案: what the police say of a case, with its day. No other step is taken for it (ST-05). */
const solvedStep = 'J0';
const solvingMaturityDays = 180;

function filedOn(file: FileItem): string | undefined {
  return file.steps.find(({ from, to }) => to === 'FILED' && from !== 'FILED')?.on;
}

function solvedOn(file: FileItem): string | undefined {
  const solved = firstOf(file, solvedStep);
  return solved && dayOf(solved, 'solvedOn');
}

function solvedInPeriod(file: FileItem, window: Window): Judgement | undefined {
  const filing = filedOn(file);
  const isFiled = isCounted(filing, window);
  const isSolved = isCounted(solvedOn(file), window);
  if (!isFiled && !isSolved) return undefined;
  const isEarlier = isSolved && filing !== undefined && filing < window.period.from;
  return { numerator: isSolved ? 1 : 0, denominator: isFiled ? 1 : 0, notes: isEarlier ? ['earlier'] : [] };
}

function solvedOfFiled(file: FileItem, window: Window): Judgement | undefined {
  const filing = filedOn(file);
  if (!isCounted(filing, window)) return undefined;
  return { numerator: isPast(solvedOn(file), window) ? 1 : 0, denominator: 1, bornOn: filing };
}

const flow = { mark: 'D', basis: 'flow', shape: 'rate', unit: '%' } as const;
const policeFiles = { classes: ['criminal-case'] };

function transfer(id: string, part: string, rows: readonly string[], how: string) {
  const formula = `当期批准移送公安机关的案件中，${how}的比例；尚未到期的不计，到期未办的计为不及时。法定期限。`;
  return figure(
    { ...flow, id, name: `行刑移送及时率${part}`, formula },
    reading('file', transferredInTime(rows), { classes: ['criminal-transfer'], with: 'deadlines' }),
  );
}

export const criminalFigures = [
  transfer('ST-16', '', ['B01', 'B02'], '三日内决定（B01）并且二十四小时内移送（B02）'),
  transfer('ST-16a', '：决定', ['B01'], '三日内决定（B01）'),
  transfer('ST-16b', '：送达', ['B02'], '二十四小时内移送（B02）'),
  figure(
    { ...flow, id: 'ST-17', name: '移送后立案率', formula: '当期公安机关对行政机关移送的案件首次作出的立案、不予立案决定中，立案的比例。' },
    reading('file', filed, policeFiles),
  ),
  figure(
    {
      ...flow,
      shape: 'mean',
      unit: '次',
      id: 'ST-17b',
      name: '移送案件平均补正次数',
      formula: '当期公安机关首次作出决定的行政机关移送案件，平均每件被要求补正的次数。',
    },
    reading('file', corrections, policeFiles),
  ),
  figure(
    {
      ...flow,
      id: 'ST-18',
      name: '立案监督成效率',
      formula: '当期办结（公安机关立案、认定不立案理由成立或者终结）的立案监督中，检察机关提出要求、通知之后公安机关立案的比例。仅作描述。',
    },
    reading('file', filedAfterSupervision, { classes: ['filing-supervision'] }),
  ),
  figure(
    {
      ...flow,
      id: 'ST-05a',
      name: '破案率（当期）',
      formula: '当期破案数除以当期立案数；破案可以是以前立的案，故可能超过百分之百。破案由公安机关告知，平台不推断。',
      notes: { earlier: '其中 {n} 件为以前立案' },
    },
    reading('file', solvedInPeriod, policeFiles),
  ),
  figure(
    {
      ...flow,
      basis: 'cohort',
      id: 'ST-05b',
      name: '破案率（跟踪）',
      formula: `当期立案的案件中，截至统计时已破案的比例。最后一件立案未满 ${solvingMaturityDays} 日的，标明未成熟。`,
      maturityDays: solvingMaturityDays,
    },
    reading('file', solvedOfFiled, policeFiles),
  ),
];
