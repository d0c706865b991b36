import { isCounted } from '../counted-day.ts';
import { figure, type Judgement, reading, type Window } from '../definition.ts';
import type { FileItem } from '../items.ts';
import { firstOf } from '../steps.ts';

/** K2, K3 of the rules: the public interest is protected, or the organ has done its duty. */
const resolved = new Set<unknown>(['K2', 'K3']);

/** Follow-up of a suggestion ends with a closing after review, or with a suit. */
function followedUp(file: FileItem, window: Window): Judgement | undefined {
  if (firstOf(file, 'A7', 'A7u') === undefined) return undefined;
  const end = firstOf(file, 'A13', 'A14');
  if (end === undefined || !isCounted(end.on, window)) return undefined;
  return { numerator: resolved.has(end.fields?.['closingReason']) ? 1 : 0, denominator: 1 };
}

function beforeSuit(file: FileItem, window: Window): Judgement | undefined {
  const end = firstOf(file, 'A5', 'A13', 'A14');
  if (end === undefined || !isCounted(end.on, window)) return undefined;
  const ending = end.transition === 'A14' ? '起诉' : String(end.fields?.['closingReason'] ?? '终结');
  return { numerator: end.transition !== 'A14' && resolved.has(end.fields?.['closingReason']) ? 1 : 0, denominator: 1, splits: { ending } };
}

/** The review ends with a closing, a suit, or by passing to the procuratorate that may sue (A15). */
function sued(file: FileItem, window: Window): Judgement | undefined {
  const end = firstOf(file, 'A13', 'A14', 'A15');
  if (end === undefined || !isCounted(end.on, window)) return undefined;
  return { numerator: end.transition === 'A14' ? 1 : 0, denominator: 1 };
}

function answeredWithPenalty(file: FileItem, window: Window): Judgement | undefined {
  const reply = file.steps.findLast(({ transition, on }) => (transition === 'R7' || transition === 'R7r') && on <= window.cutOff.on);
  if (reply === undefined || !isCounted(reply.on, window)) return undefined;
  const outcome = reply.fields?.['replyOutcome'];
  return {
    numerator: outcome === '已处罚' ? 1 : 0,
    denominator: 1,
    ...(typeof outcome === 'string' && { splits: { ending: outcome } }),
  };
}

const flow = { mark: 'D', basis: 'flow', shape: 'rate', unit: '%' } as const;
const files = { classes: ['case-file'] };

export const litigationFigures = [
  figure(
    {
      ...flow,
      id: 'ST-13',
      name: '建议整改到位率',
      formula:
        '当期跟进调查有结论（审查后终结或者起诉）的检察建议中，以公益得到保护（K2）、行政机关全面整改（K3）终结的比例。按件计；逐项的结论平台没有记录，不按项计。',
    },
    reading('file', followedUp, files),
  ),
  figure(
    {
      ...flow,
      id: 'ST-14',
      name: '诉前整改率',
      formula: '当期结束诉前程序（终结或者起诉）的行政公益诉讼案件中，以 K2、K3 终结的比例。仅作描述，不作为检察机关的目标。',
    },
    reading('file', beforeSuit, files),
  ),
  figure(
    {
      ...flow,
      id: 'ST-15',
      name: '起诉率',
      formula:
        '当期审查起诉结束（终结、起诉、移送有管辖权的检察院，即 A06 停止）的行政公益诉讼案件中，起诉的比例。仅作描述，不作为检察机关的目标。',
    },
    reading('file', sued, files),
  ),
  figure(
    {
      ...flow,
      id: 'ST-19b',
      name: '反向衔接处罚率',
      formula: '当期（最后一次）回复检察意见的案件中，已经处罚的比例。',
    },
    reading('file', answeredWithPenalty, { classes: ['reverse-linkage'] }),
  ),
];
