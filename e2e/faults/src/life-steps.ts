import { derivedId } from '@xiezhi/aggregate';
import type { Role } from '@xiezhi/contracts';
import { agency } from './agencies.ts';

/** River-chief office and procuratorate of one county: five pairs, so that families lie on every partition. */
export const counties = ['wuxing', 'nanxun', 'deqing', 'changxing', 'anji'] as const;
export type County = (typeof counties)[number];

/** What the steps of a life have named so far. */
export interface LifeSoFar {
  /** Names the life; part of its clue's title and of every idempotency key. */
  life: string;
  county: County;
  /** Answered by the first and by the second step. */
  clueId?: string;
  handOffId?: string;
}

/** One command of a life: which post sends it where. */
export interface LifeStep {
  name: string;
  office: 'river-chief-office' | 'procuratorate';
  role: Role;
  service: 'clue-transfer' | 'case-supervision' | 'feedback';
  path(so: LifeSoFar): string;
  body(so: LifeSoFar): object;
  /** Stream that a service makes by itself after the step before: who sends earlier is told to come again. */
  needs?(so: LifeSoFar): string;
}

/** What a no means to a client that knows its work is right: come again, because something has not arrived yet, or give up. */
export const notYet = new Set([
  'CASE_FILE_NOT_FOUND',
  'FEEDBACK_NOT_FOUND',
  'RECEIVER_UNKNOWN',
  'ROUTE_UNKNOWN',
  'MATTER_ALREADY_HANDED_OVER',
  'STALE_VERSION',
]);

/** So many of the first steps lead to the accepted hand-off; what follows from it is then left to the services. */
export const stepsToAccepted = 6;

const digest = 'ab'.repeat(32);
const fileOf = (so: LifeSoFar): string => derivedId(so.handOffId!, 'case-file');
const threadOf = (so: LifeSoFar): string => derivedId(fileOf(so), 'feedback/FILING');
const onHandOff = (name: string, office: LifeStep['office'], role: Role): LifeStep => ({
  name,
  office,
  role,
  service: 'clue-transfer',
  path: ({ handOffId }) => `/hand-offs/${handOffId}/${name}`,
  body: () => ({}),
});

/** The whole life of one hand-off, from the registered clue to the confirmed feedback, each step by the officer whose turn it is. */
export const lifeSteps: readonly LifeStep[] = [
  {
    name: 'register',
    office: 'river-chief-office',
    role: 'intake',
    service: 'clue-transfer',
    path: () => '/clues',
    body: ({ life }) => ({
      title: `排水口异常排水 ${life.slice(0, 8)}`,
      description: '晴天排放灰白色水，有异味',
      sourceCode: 'S18',
      domainCode: 'E4',
      divisionCode: '330523001',
      foundAt: '2026-10-11T16:20:00+08:00',
      materials: [{ name: '照片', kind: 'AUDIOVISUAL', mediaType: 'image/jpeg', bytes: 1024, sha256: digest }],
    }),
  },
  {
    name: 'draft',
    office: 'river-chief-office',
    role: 'intake',
    service: 'clue-transfer',
    path: () => '/hand-offs',
    body: ({ county, clueId }) => ({
      matterKind: 'clue',
      matterId: clueId,
      receiver: agency(`${county}-procuratorate`).id,
      route: 'clue-from-public',
      purpose: '请依法评估并反馈办理结果',
      legalBasis: '人民检察院公益诉讼办案规则第二十四条',
    }),
  },
  onHandOff('submit', 'river-chief-office', 'intake'),
  onHandOff('approve', 'river-chief-office', 'approver'),
  onHandOff('receive', 'procuratorate', 'liaison'),
  onHandOff('accept', 'procuratorate', 'intake'),
  {
    name: 'evaluate',
    office: 'procuratorate',
    role: 'handler',
    service: 'case-supervision',
    needs: fileOf,
    path: (so) => `/case-files/${fileOf(so)}/evaluate`,
    body: () => ({ findings: '经评估，行政机关已依法履职' }),
  },
  {
    name: 'decide',
    office: 'procuratorate',
    role: 'approver',
    service: 'case-supervision',
    path: (so) => `/case-files/${fileOf(so)}/decide`,
    body: () => ({ resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '行政机关已依法履行职责' }),
  },
  {
    name: 'answer',
    office: 'procuratorate',
    role: 'handler',
    service: 'feedback',
    needs: threadOf,
    path: (so) => `/threads/${threadOf(so)}/answer`,
    body: () => ({ answer: '已依法履职，不立案' }),
  },
  {
    name: 'confirm',
    office: 'river-chief-office',
    role: 'intake',
    service: 'feedback',
    path: (so) => `/threads/${threadOf(so)}/confirm`,
    body: () => ({}),
  },
];
