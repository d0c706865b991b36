import type { LocalDate } from '@xiezhi/statutory-time';
import { isCounted } from '../counted-day.ts';
import { grossDays, netDays } from '../days.ts';
import { figure, type Judgement, reading, type Source, type Window } from '../definition.ts';
import type { FamilyItem, FileItem, ItemKind, ItemOf, LeadItem, Pause, ProblemItem, Step, SupervisionItem } from '../items.ts';
import { dayOf, firstInto, firstOf } from '../steps.ts';

/** From when to when a segment runs; `droppedOn`: it ended otherwise and is neither finished nor open. */
interface Segment {
  from?: LocalDate | undefined;
  to?: LocalDate | undefined;
  droppedOn?: LocalDate | undefined;
  pauses?: readonly Pause[] | undefined;
}

/** Finished in the period: gross and net days. Still open at the cut-off: its age (ST-06). */
function durationOf({ from, to, droppedOn, pauses }: Segment, window: Window): Judgement | undefined {
  const { cutOff } = window;
  if (from === undefined || from > cutOff.on) return undefined;
  if (to !== undefined && to <= cutOff.on) {
    if (!isCounted(to, window)) return undefined;
    return { numerator: 1, denominator: 1, days: { gross: grossDays(from, to), net: netDays(from, to, pauses) } };
  }
  if (from > window.period.to || (droppedOn !== undefined && droppedOn <= cutOff.on)) return undefined;
  return { numerator: 0, denominator: 0, openDays: grossDays(from, cutOff.on) };
}

const day = (step: Step | undefined, field?: string): LocalDate | undefined => step && (field === undefined ? step.on : dayOf(step, field));

function problem(item: ProblemItem): Segment {
  const dropped = firstInto(item, 'REJECTED') ?? firstInto(item, 'MERGED');
  return { from: item.reportedOn, to: firstInto(item, 'CLOSED')?.on, droppedOn: dropped?.on, pauses: item.pauses };
}

const lead = ({ sentOn, decidedOn, pauses, isRecalled }: LeadItem): Segment => (isRecalled ? {} : { from: sentOn, to: decidedOn, pauses });

function administrativeLitigation(item: FileItem): Segment {
  const opened = item.steps.find(({ fields }) => fields?.['resultCode'] === 'OPEN_ADMIN_PIL');
  return { from: opened?.on, to: firstInto(item, 'CLOSED')?.on, droppedOn: firstInto(item, 'HANDED_OVER')?.on, pauses: item.pauses };
}

function suggestion(item: FileItem): Segment {
  const closed = firstInto(item, 'CLOSED') ?? firstInto(item, 'HANDED_OVER');
  return { from: day(firstOf(item, 'A7', 'A7u'), 'servedOn'), to: day(firstOf(item, 'A8'), 'repliedOn'), droppedOn: closed?.on };
}

function police(item: FileItem): Segment {
  const away = firstInto(item, 'RETURNED') ?? firstInto(item, 'HANDED_OVER');
  const from = day(firstOf(item, 'B5'), 'receivedOn') ?? item.openedOn;
  return { from, to: firstOf(item, 'B7f', 'B7x')?.on, droppedOn: away?.on, pauses: item.pauses };
}

const penalty = (item: FileItem): Segment => ({ from: firstOf(item, 'D1')?.on, to: firstOf(item, 'D6', 'D6n')?.on, pauses: item.pauses });

const supervision = ({ issuedOn, liftedOn, escalatedOn, droppedOn }: SupervisionItem): Segment => ({
  from: issuedOn,
  to: liftedOn,
  droppedOn: escalatedOn ?? droppedOn,
});

const restoration = (item: FileItem): Segment => ({
  from: day(firstOf(item, 'X1'), 'basisOn'),
  to: day(firstOf(item, 'X5'), 'acceptedOn'),
  droppedOn: firstInto(item, 'CLOSED')?.on,
});

const family = ({ firstOn, closedOn }: FamilyItem): Segment => ({ from: firstOn, to: closedOn });

function segment<Kind extends ItemKind>(
  id: string,
  name: string,
  fromTo: string,
  kind: Kind,
  segmentOf: (item: ItemOf<Kind>) => Segment,
  more: Omit<Source, 'kind'> = {},
) {
  const judge = (item: ItemOf<Kind>, window: Window) => durationOf(segmentOf(item), window);
  const deducted =
    more.with === 'pauses' || kind === 'lead' ? '净时长扣除期限依法中止的日期（不含开口的延长）' : '此段没有依法中止，净时长等于总时长';
  return figure(
    {
      id,
      name: `办案周期：${name}`,
      formula: `当期办结的，自${fromTo}的日历天数；总时长为止日减起日，${deducted}。列件数、中位数、第九十百分位（最近秩法）、平均数；另列当期结束前已经开始、截至统计时未办结的件数和已历天数的中位数。`,
      mark: 'D',
      basis: 'flow',
      shape: 'days',
      unit: '日',
    },
    reading(kind, judge, more),
  );
}

export const handlingTimeFigures = [
  segment('ST-06.1', '问题', '上报至首次销号', 'problem', problem, { with: 'pauses' }),
  segment('ST-06.2', '线索', '首次移送至作出决定', 'lead', lead),
  segment('ST-06.3', '行政公益诉讼', '立案至终结案件', 'file', administrativeLitigation, { classes: ['case-file'], with: 'pauses' }),
  segment('ST-06.4', '检察建议', '送达至首次回复', 'file', suggestion, { classes: ['case-file'] }),
  segment('ST-06.5', '公安机关', '接受移送至决定是否立案', 'file', police, { classes: ['criminal-case'], with: 'pauses' }),
  segment('ST-06.6', '行政处罚', '立案至决定处罚或者不予处罚', 'file', penalty, { classes: ['penalty'], with: 'pauses' }),
  segment('ST-06.7', '督办', '下达至解除', 'supervision', supervision),
  segment('ST-06.8', '修复', '责任确定至验收合格', 'file', restoration, { classes: ['restoration'] }),
  segment('ST-06.9', '整个链条', '首个事件至最后一项办结（尚有未办结事项的不计）', 'family', family),
];
