import { clueResults } from '@xiezhi/contracts';

/** What a timeline line holds, with agencies by their names. */
export interface SentenceParts {
  type: string;
  first: string;
  second: string;
  title: string;
  resultCode?: string | undefined;
  feedbackKind?: string | undefined;
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

const sentences: Readonly<Record<string, (parts: SentenceParts) => string>> = {
  'clue-transfer.clue-registered.v1': ({ first, title }) => `${first}登记线索《${title}》。`,
  'clue-transfer.clue-owner-changed.v1': ({ first, second }) => `线索主办单位由${first}变更为${second}。`,
  'clue-transfer.hand-off-submitted.v1': ({ first, second, title }) => `${first}拟将线索《${title}》移送${second}，已报批。`,
  'clue-transfer.hand-off-sent.v1': ({ first, second, title }) => `${first}将线索《${title}》移送${second}。`,
  'clue-transfer.hand-off-received.v1': ({ first, second, title }) => `${first}签收${second}移送的线索《${title}》。`,
  'clue-transfer.hand-off-accepted.v1': ({ first, second, title }) => `${first}受理${second}移送的线索《${title}》。`,
  'clue-transfer.hand-off-refused.v1': ({ first, second, title }) => `${first}对${second}移送的线索《${title}》作出不予受理的答复。`,
  'case-supervision.case-file-opened.v1': ({ first, title }) => `${first}就线索《${title}》建立案卷。`,
  'case-supervision.case-file-evaluated.v1': ({ first, title }) => `${first}完成对线索《${title}》的评估。`,
  'case-supervision.case-file-decided.v1': (parts) => `${parts.first}就线索《${parts.title}》作出决定${withResult(parts)}。`,
  'feedback.feedback-owed.v1': (parts) => `${parts.first}应就线索《${parts.title}》向${parts.second}反馈${feedbackOf(parts)}。`,
  'feedback.feedback-answered.v1': (parts) =>
    `${parts.first}就线索《${parts.title}》向${parts.second}反馈${feedbackOf(parts)}${withResult(parts)}。`,
  'feedback.feedback-confirmed.v1': (parts) => `${parts.first}确认${parts.second}就线索《${parts.title}》反馈的${feedbackOf(parts)}。`,
};

export function sentenceOf(parts: SentenceParts): string {
  const sentence = sentences[parts.type];
  if (sentence === undefined) throw new Error(`no sentence for ${parts.type}`);
  return sentence(parts);
}

export const typesWithSentence = Object.keys(sentences);
