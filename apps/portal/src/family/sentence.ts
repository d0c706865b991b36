import { clueResults } from '@xiezhi/contracts';
import type { LineDetail } from './reading.ts';
import { stateNameOf } from './standing-state.ts';

/** What a timeline line holds, with agencies by their names. */
export interface SentenceParts {
  type: string;
  first: string;
  second: string;
  title: string;
  resultCode?: string | undefined;
  feedbackKind?: string | undefined;
  detail?: LineDetail | undefined;
}

export const feedbackKindNames: Readonly<Record<string, string>> = {
  RECEIPT: '签收情况',
  ACCEPTANCE: '受理结果',
  FILING: '立案结果',
  PROGRESS: '办理进展',
  MEASURE: '监督措施',
  RESULT: '办结情况',
  LOOKBACK: '回头看情况',
};

export function resultNameOf(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return Object.hasOwn(clueResults, code) ? clueResults[code as keyof typeof clueResults] : code;
}

const withResult = (parts: SentenceParts) => {
  const result = resultNameOf(parts.resultCode);
  return result === undefined ? '' : `：${result}`;
};
const feedbackOf = (parts: SentenceParts) => feedbackKindNames[parts.feedbackKind ?? ''] ?? '办理情况';

const matterNames: Readonly<Record<string, string>> = { problem: '问题', clue: '线索', 'case-file': '案卷' };
/** 线索《…》: what is handed over, by kind and title. */
const matterOf = ({ detail, title }: SentenceParts) => `${matterNames[detail?.matterKind ?? 'clue'] ?? '事项'}《${title}》`;

const numbered = ({ detail }: SentenceParts) => (detail?.number === undefined ? '' : `（${detail.number}）`);
const limited = ({ detail }: SentenceParts) => (detail?.limitOn === undefined ? '' : `，期限至${detail.limitOn}`);
const deviating = ({ detail }: SentenceParts) => (detail?.isDeviation === true ? '（与既定流程不一致，已说明理由）' : '');
const stageOf = ({ detail }: SentenceParts) => detail?.stage ?? '';
const variantOf = (parts: SentenceParts, names: Readonly<Record<string, string>>) =>
  names[parts.detail?.variant ?? ''] ?? parts.detail?.variant ?? '';

const moment = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
/** A deadline at midnight is the end of the day before: 24:00 and not 00:00 (COUNTING 1). */
function dueOf({ detail }: SentenceParts): string {
  if (detail?.dueAt === undefined) return '';
  const due = new Date(detail.dueAt);
  const isEndOfDay = (due.getTime() + 8 * 3_600_000) % 86_400_000 === 0;
  return isEndOfDay ? moment.format(new Date(due.getTime() - 60_000)).replace('23:59', '24:00') : moment.format(due);
}
const until = (parts: SentenceParts) => (parts.detail?.dueAt === undefined ? '' : `，届满时间${dueOf(parts)}`);
const ruleOf = ({ detail }: SentenceParts) => `“${detail?.rule ?? '期限'}”`;

const clockChanges = { paused: '已中止', resumed: '已恢复计算', extended: '已延长', excluded: '已扣除期间', replanned: '已重新计算' };
const clockOutcomes = { met: '按期完成', 'met-late': '逾期完成', 'met-learnt-late': '按期完成（事后获知）', cancelled: '已取消' };
const warningLevels = { attention: '期限过半，请关注', warning: '期限临近' };
const rungs = { overdue: '已超期', 'long-overdue': '已严重超期' };
const levels = {
  S1: '催办',
  S2: '书面督办',
  S3: '联合督办',
  S4: '挂牌督办',
  S5: '约谈',
  S6: '提级督办',
};

type Sentences = Readonly<Record<string, (parts: SentenceParts) => string>>;

const ofMatters: Sentences = {
  'clue-transfer.clue-registered.v1': ({ first, title }) => `${first}登记线索《${title}》。`,
  'clue-transfer.clue-owner-changed.v1': ({ first, second }) => `线索主办单位由${first}变更为${second}。`,
  'clue-transfer.problem-reported.v1': (parts) => `${parts.first}上报问题《${parts.title}》${numbered(parts)}，由${parts.second}登记。`,
  'clue-transfer.problem-stage-entered.v1': (parts) =>
    `问题《${parts.title}》进入“${stageOf(parts)}”阶段${numbered(parts)}${limited(parts)}${deviating(parts)}。`,
  'clue-transfer.problem-linked.v1': (parts) =>
    `${parts.first}将该问题${parts.detail?.variant === 'merged-into' ? '并入' : '关联到'}另一问题，双方记录均保留。`,
  'clue-transfer.matter-bounced-out.v1': (parts) =>
    `${matterOf(parts)}已三次被退回、转送或不予受理，须由${parts.second}确定接收单位后方可再次移送。`,
  'clue-transfer.dispute-raised.v1': (parts) =>
    parts.detail?.variant === 'third-bounce'
      ? `《${parts.title}》三次未被接收，转由${parts.first}协调职责争议。`
      : `${parts.first}就《${parts.title}》提出职责争议。`,
  'clue-transfer.dispute-stage-entered.v1': (parts) =>
    `《${parts.title}》职责争议进入“${stageOf(parts)}”，由${parts.first}协调${deviating(parts)}。`,
  'clue-transfer.dispute-bound.v1': (parts) => `${parts.first}决定《${parts.title}》由${parts.second}负责${numbered(parts)}。`,
};

const ofHandOffs: Sentences = {
  'clue-transfer.hand-off-submitted.v1': (parts) => `${parts.first}拟将${matterOf(parts)}移送${parts.second}，已报批。`,
  'clue-transfer.hand-off-sent-back.v1': (parts) => `${parts.first}审批人将移送${parts.second}的${matterOf(parts)}退回修改。`,
  'clue-transfer.hand-off-sent.v1': (parts) => `${parts.first}将${matterOf(parts)}移送${parts.second}${numbered(parts)}。`,
  'clue-transfer.hand-off-received.v1': (parts) => `${parts.first}签收${parts.second}移送的${matterOf(parts)}。`,
  'clue-transfer.hand-off-supplement-requested.v1': (parts) => `${parts.first}要求${parts.second}补正${matterOf(parts)}的材料。`,
  'clue-transfer.hand-off-supplemented.v1': (parts) =>
    parts.detail?.variant === 'impossible'
      ? `${parts.first}向${parts.second}说明${matterOf(parts)}的材料客观上无法补正。`
      : `${parts.first}向${parts.second}补正${matterOf(parts)}的材料。`,
  'clue-transfer.hand-off-supplement-lapsed.v1': (parts) =>
    `${parts.first}期满未补正${matterOf(parts)}的材料，${parts.second}的办理期限恢复计算。`,
  'clue-transfer.hand-off-accepted.v1': (parts) => `${parts.first}受理${parts.second}移送的${matterOf(parts)}。`,
  'clue-transfer.hand-off-refused.v1': (parts) => `${parts.first}对${parts.second}移送的${matterOf(parts)}作出不予受理的答复。`,
  'clue-transfer.hand-off-forwarded.v1': (parts) => `${parts.first}将${matterOf(parts)}转送${parts.second}。`,
  'clue-transfer.hand-off-recall-requested.v1': (parts) => `${parts.first}请求${parts.second}同意撤回${matterOf(parts)}。`,
  'clue-transfer.hand-off-recall-declined.v1': (parts) => `${parts.first}不同意${parts.second}撤回${matterOf(parts)}。`,
  'clue-transfer.hand-off-recalled.v1': (parts) =>
    parts.detail?.variant === 'draft-given-up'
      ? `${parts.first}放弃向${parts.second}移送${matterOf(parts)}的草稿。`
      : `${parts.first}撤回移送${parts.second}的${matterOf(parts)}。`,
  'clue-transfer.hand-off-returned.v1': (parts) => `${parts.first}将${matterOf(parts)}退回${parts.second}。`,
};

const ofFiles: Sentences = {
  'case-supervision.case-file-opened.v1': ({ first, title }) => `${first}就《${title}》建立案卷。`,
  'case-supervision.case-file-stage-entered.v1': (parts) =>
    `${parts.first}《${parts.title}》案卷进入“${stageOf(parts)}”阶段${deviating(parts)}。`,
  'case-supervision.case-file-decided.v1': (parts) => `${parts.first}就《${parts.title}》作出决定${withResult(parts)}${numbered(parts)}。`,
  'case-supervision.case-file-hand-off-requested.v1': ({ first, second, title }) => `${first}拟将《${title}》案卷移送${second}。`,
  'case-supervision.case-file-return-requested.v1': ({ first, second, title }) => `${first}请求${second}同意退回《${title}》。`,
  'case-supervision.case-file-return-declined.v1': ({ first, second, title }) => `${first}不同意${second}退回《${title}》的请求。`,
  'case-supervision.case-file-returned.v1': ({ first, title }) => `《${title}》案卷因退回终止，由${first}提出。`,
};

const ofClocks: Sentences = {
  'case-supervision.clock-started.v1': (parts) => `${parts.first}的期限${ruleOf(parts)}起算${until(parts)}。`,
  'case-supervision.clock-changed.v1': (parts) =>
    `${parts.first}的期限${ruleOf(parts)}${variantOf(parts, clockChanges)}${until(parts)}。${parts.detail?.reason ?? ''}`,
  'case-supervision.clock-warned.v1': (parts) =>
    `${parts.first}的期限${ruleOf(parts)}预警：${variantOf(parts, warningLevels)}${until(parts)}。`,
  'case-supervision.clock-breached.v1': (parts) => `${parts.first}的期限${ruleOf(parts)}${variantOf(parts, rungs)}${until(parts)}。`,
  'case-supervision.clock-stopped.v1': (parts) => `${parts.first}的期限${ruleOf(parts)}终止：${variantOf(parts, clockOutcomes)}。`,
  'case-supervision.clock-expired.v1': (parts) => `${parts.first}的期限${ruleOf(parts)}期间届满。`,
};

const ofSupervisions: Sentences = {
  'case-supervision.supervision-proposed.v1': (parts) =>
    `${parts.first}拟就《${parts.title}》对${parts.second}${variantOf(parts, levels)}。`,
  'case-supervision.supervision-stage-entered.v1': (parts) =>
    `${parts.first}对${parts.second}的${variantOf(parts, levels)}《${parts.title}》：${stateNameOf('supervision-stage', parts.detail?.stage ?? null)}${numbered(parts)}${limited(parts)}。`,
  'case-supervision.supervision-urged.v1': (parts) =>
    parts.first === parts.second
      ? `系统就《${parts.title}》催办${parts.second}。`
      : `${parts.first}就《${parts.title}》催办${parts.second}。`,
};

const ofFeedback: Sentences = {
  'feedback.feedback-owed.v1': (parts) => `${parts.first}应就《${parts.title}》向${parts.second}反馈${feedbackOf(parts)}。`,
  'feedback.feedback-met.v1': (parts) =>
    `${parts.first}就《${parts.title}》向${parts.second}的${feedbackOf(parts)}反馈已由移送办理本身履行。`,
  'feedback.feedback-answered.v1': (parts) =>
    `${parts.first}就《${parts.title}》向${parts.second}反馈${feedbackOf(parts)}${withResult(parts)}。`,
  'feedback.feedback-objected.v1': (parts) => `${parts.first}对${parts.second}就《${parts.title}》反馈的${feedbackOf(parts)}提出异议。`,
  'feedback.feedback-confirmed.v1': (parts) => `${parts.first}确认${parts.second}就《${parts.title}》反馈的${feedbackOf(parts)}。`,
  'feedback.feedback-cancelled.v1': (parts) => `${parts.first}就《${parts.title}》向${parts.second}反馈${feedbackOf(parts)}的义务已消灭。`,
};

const sentences: Sentences = { ...ofMatters, ...ofHandOffs, ...ofFiles, ...ofClocks, ...ofSupervisions, ...ofFeedback };

export function sentenceOf(parts: SentenceParts): string {
  const sentence = sentences[parts.type];
  if (sentence === undefined) throw new Error(`no sentence for ${parts.type}`);
  return sentence(parts);
}

export const typesWithSentence = Object.keys(sentences);
