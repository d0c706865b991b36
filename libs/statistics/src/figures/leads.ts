import { addDays } from '@xiezhi/statutory-time';
import { isCounted, isPast } from '../counted-day.ts';
import { inTime } from '../deadline.ts';
import { figure, type Judgement, reading, type SplitName, type Window } from '../definition.ts';
import type { DutyItem, FileItem, HandOffItem, LeadItem } from '../items.ts';
import { firstOf } from '../steps.ts';

const known = (splits: Partial<Record<SplitName, string | undefined>>): Partial<Record<SplitName, string>> =>
  Object.fromEntries(Object.entries(splits).filter(([, key]) => key !== undefined));

function sent({ isOwning, predecessor, end, sentOn, ...lead }: HandOffItem, window: Window): Judgement | undefined {
  if (!isOwning || predecessor !== undefined || end?.how === 'recalled' || !isCounted(sentOn, window)) return undefined;
  const { senderKind, receiverKind, sourceCode, domainCode, divisionCode, waterBodyId } = lead;
  const direction = senderKind === undefined || receiverKind === undefined ? undefined : `${senderKind} → ${receiverKind}`;
  const splits = { direction, source: sourceCode, domain: domainCode, 'water-body': waterBodyId, division: divisionCode };
  return { numerator: 1, denominator: 0, splits: known(splits) };
}

const isOpened = (result: string): boolean => result.startsWith('OPEN_');
const isReferred = (result: string): boolean => result.startsWith('REFERRED_');
/** Not a decision on the lead itself: joined to another, or put to the superior procuratorate. */
const isUndecided = (result: string): boolean => result === 'MERGED' || result === 'PENDING_SUPERIOR';

/** The day and the result of a decision on a lead: told by the duty to report it, or taken on the police's own file of a lead. */
function decisionOf(item: DutyItem | FileItem): { on: string; result: string } | undefined {
  if (item.kind === 'duty') return item.resultCode === undefined ? undefined : { on: item.owedOn, result: item.resultCode };
  if (item.cameWith !== 'clue') return undefined;
  const decided = firstOf(item, 'B7f', 'B7x');
  return decided && { on: decided.on, result: decided.transition === 'B7f' ? 'OPEN_CRIMINAL' : 'NOT_OPEN_CRIMINAL' };
}

function valid(item: DutyItem | FileItem, window: Window): Judgement | undefined {
  const decision = decisionOf(item);
  if (decision === undefined || isUndecided(decision.result) || !isCounted(decision.on, window)) return undefined;
  const { result } = decision;
  return { numerator: isOpened(result) || isReferred(result) ? 1 : 0, denominator: 1, splits: { result } };
}

function opened(item: DutyItem | FileItem, window: Window): Judgement | undefined {
  const decision = decisionOf(item);
  if (decision === undefined || isUndecided(decision.result) || !isCounted(decision.on, window)) return undefined;
  if (decision.result === 'REFERRED_PROCURATORATE') return undefined;
  return { numerator: isOpened(decision.result) ? 1 : 0, denominator: 1, splits: { result: decision.result } };
}

const leadMaturityDays = 90;

function openedOfSent({ sentOn, isRecalled, decidedOn, resultCode }: LeadItem, window: Window): Judgement | undefined {
  if (isRecalled || resultCode === 'MERGED' || !isCounted(sentOn, window)) return undefined;
  const isInside = isPast(decidedOn, window) && decidedOn <= addDays(sentOn, leadMaturityDays);
  return { numerator: isInside && resultCode !== undefined && isOpened(resultCode) ? 1 : 0, denominator: 1, bornOn: sentOn };
}

function supplemented({ receivedOn, supplementedOn, end }: HandOffItem, window: Window): Judgement | undefined {
  if (end?.how === 'recalled' || !isCounted(receivedOn, window)) return undefined;
  return { numerator: supplementedOn.some((on) => isPast(on, window)) ? 1 : 0, denominator: 1 };
}

const filing = { classes: ['FILING'] };
const policeFiles = { classes: ['criminal-case'] };
const clues = { classes: ['clue'] };

export const leadFigures = [
  figure(
    {
      id: 'ST-01',
      name: '移送线索数',
      formula:
        '当期发出的线索移送件数。移转主办的移送计入，协办、抄送、咨询不计；因转送而产生的后续移送不另计；已撤回的不计。按移送方向、来源、领域、水体、区划分列；看不到线索登记的单位，领域、水体、区划从缺。',
      mark: 'D',
      basis: 'flow',
      shape: 'count',
      unit: '件',
    },
    reading('hand-off', sent, clues),
  ),
  figure(
    {
      id: 'ST-02',
      name: '按时签收率',
      formula:
        '当期签收期限（H06）届满的移送中，按期签收的比例。签收前已受理或者不予受理的视同签收；已撤回、转送的不计；届满未签收的计入分母。',
      mark: 'D',
      basis: 'flow',
      shape: 'rate',
      unit: '%',
    },
    reading('clock', inTime, { classes: ['H06'] }),
  ),
  figure(
    {
      id: 'ST-03',
      name: '有效线索率',
      formula:
        '当期作出决定的线索中，立案和移送其他机关的比例。并入已有案件、报请上级院决定的不计入分母。决定以承办单位告知移送单位的结果为准，双方所见一致。',
      mark: 'D',
      basis: 'flow',
      shape: 'rate',
      unit: '%',
    },
    reading('duty', valid, filing),
    reading('file', valid, policeFiles),
  ),
  figure(
    {
      id: 'ST-04a',
      name: '线索成案率（当期）',
      formula:
        '当期作出决定的线索中，立案的比例。立案包括行政公益诉讼、民事公益诉讼、刑事附带民事公益诉讼和公安机关刑事立案，分列。并入已有案件、移送其他检察院、报请上级院决定的不计入分母。',
      mark: 'D',
      basis: 'flow',
      shape: 'rate',
      unit: '%',
    },
    reading('duty', opened, filing),
    reading('file', opened, policeFiles),
  ),
  figure(
    {
      id: 'ST-04b',
      name: '线索成案率（跟踪）',
      formula: `当期首次移送的线索中，移送之日起 ${leadMaturityDays} 日内立案的比例。已撤回、并入已有案件的不计。最后一件移送未满 ${leadMaturityDays} 日的，标明未成熟。`,
      mark: 'D',
      basis: 'cohort',
      shape: 'rate',
      unit: '%',
      maturityDays: leadMaturityDays,
    },
    reading('lead', openedOfSent),
  ),
  figure(
    {
      id: 'ST-21a',
      name: '补正率',
      formula: '当期签收的线索移送中，被要求补正一次以上的比例，反映移送质量。',
      mark: 'D',
      basis: 'flow',
      shape: 'rate',
      unit: '%',
    },
    reading('hand-off', supplemented, clues),
  ),
];
