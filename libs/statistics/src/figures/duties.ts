import { isCounted } from '../counted-day.ts';
import { everMet, inTime } from '../deadline.ts';
import { figure, type Judgement, reading, type Window } from '../definition.ts';
import type { ClockItem } from '../items.ts';

/** Rows of DOMAIN 3.8 by the kind of feedback: 签收、受理结果、立案结果、进展、监督措施、办结、回头看. */
export const feedbackRows = ['H06', 'H02', 'H09b', 'H03', 'H09c', 'H09d', 'H09e', 'H09f', 'H09g'];
const rectificationRows = ['H04', 'E06', 'H05'];
const replyRows = ['A04', 'A05'];

function staged({ startedOn }: ClockItem, window: Window): Judgement | undefined {
  return isCounted(startedOn, window) ? { numerator: 0, denominator: 0, notes: ['staged'] } : undefined;
}

const asDue = { mark: 'D', basis: 'flow', shape: 'rate', unit: '%' } as const;

export const dutyFigures = [
  figure(
    {
      ...asDue,
      id: 'ST-07',
      name: '按期反馈率',
      formula:
        '当期到期且未消灭的反馈义务中，按期反馈的比例；到期未反馈的计为未按期，未到期的不计。按期限各行（签收 H06、H02，受理结果 H09b、H03，立案结果 H09c，进展 H09d，监督措施 H09e，办结 H09f，回头看 H09g）和法定、约定、内部分列；另列按原期限。平台不以沉默视为确认，故无“默认确认”一栏。',
    },
    reading('clock', inTime, { classes: feedbackRows }),
  ),
  figure(
    {
      ...asDue,
      id: 'ST-08',
      name: '按期办结率',
      formula: '当期到期的整改任务（整改 H04、重新整改 E06、书面提示整改 H05）中，按期报送整改结果的比例；延期后按期的计入，另列按原期限。',
    },
    reading('clock', inTime, { classes: rectificationRows }),
  ),
  figure(
    {
      ...asDue,
      id: 'ST-11c',
      name: '回头看完成率',
      formula: '当期应当完成的问题回头看（H12）中，按期完成的比例。',
    },
    reading('clock', inTime, { classes: ['H12'] }),
  ),
  figure(
    {
      ...asDue,
      id: 'ST-12a',
      name: '检察建议回复率',
      formula: '当期回复期限（A04、A05）届满的检察建议中，已经回复（不论早晚）的比例。仅作描述，不作为检察机关的目标。',
    },
    reading('clock', everMet, { classes: replyRows }),
  ),
  figure(
    {
      ...asDue,
      id: 'ST-12b',
      name: '检察建议按期回复率',
      formula: '当期回复期限（A04、A05）届满的检察建议中，按期回复的比例。期限届满前说明理由并附整改方案的，视为按期，另行注明阶段性回复。',
      notes: { staged: '当期有 {n} 件为阶段性回复，另按整改方案载明的日期再次回复（A22）' },
    },
    reading('clock', inTime, { classes: replyRows }),
    reading('clock', staged, { classes: ['A22'] }),
  ),
  figure(
    {
      ...asDue,
      id: 'ST-19a',
      name: '反向衔接回复率',
      formula: '当期回复期限（C05）届满的检察意见中，主管机关已经回复的比例。该期限未经核实，按约定（内部）期限展示。',
    },
    reading('clock', everMet, { classes: ['C05'] }),
  ),
  figure(
    {
      ...asDue,
      id: 'ST-24c',
      name: '实名举报答复及时率',
      formula: '当期答复期限（H08）届满的实名举报中，按期答复的比例。',
    },
    reading('clock', inTime, { classes: ['H08'] }),
  ),
];
