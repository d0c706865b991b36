import { z } from 'zod';
import { AgencyId, Instant, Uuid } from '../ids.ts';
import { RouteVerbs } from '../codes/route-verbs.ts';
import { defineEvent } from '../integration-event.ts';
import { PackName } from './directory.ts';
import { Matter, ReasonText, StageStep, Title } from './matter.ts';

const service = 'clue-transfer';
const version = 1;

const SourceCode = z
  .string()
  .regex(/^S\d{2}$/)
  .describe('Source of the clue, DOMAIN 6.1');
const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const DocumentNumber = z.string().min(1).max(80).describe('发文字号, such as 湖河长办函〔2026〕23号');
const RouteId = z.string().max(80).describe('Slug of the route in the directory');
const Day = z.iso.date().describe('Legal day, Asia/Shanghai');

/**
 * The two parties and the matter, as every event of a hand-off repeats them: events of other services arrive in any order.
 * `owning` moves the matter on acceptance; `share` (协办、抄送、咨询) never does.
 */
const HandOff = {
  handOffId: Uuid,
  kind: z.enum(['owning', 'share']),
  ...Matter,
  sender: AgencyId,
  receiver: AgencyId,
  title: Title,
  routeId: RouteId,
  mechanism: PackName.optional().describe('Mechanism of the route; absent: that of the services'),
};

const Package = { packageSha256: Digest, packageSm3: Digest, materialCount: z.int().min(0).max(200) };

export const ClueRegisteredV1 = defineEvent({
  service,
  name: 'clue-registered',
  version,
  description: '线索已登记. Carries no reporter identity: that stays sealed in clue-transfer.',
  data: z.object({
    clueId: Uuid,
    owner: AgencyId,
    title: Title,
    sourceCode: SourceCode,
    domainCode: z.string().max(8).describe('Field of co-operation, DOMAIN 6.2'),
    divisionCode: z.string().max(12),
    waterBodyId: z.string().max(12).optional(),
    foundAt: Instant,
    grownFrom: Uuid.optional().describe('Problem the clue was grown from (3.1 P12); both are of one family'),
  }),
});

export const ClueOwnerChangedV1 = defineEvent({
  service,
  name: 'clue-owner-changed',
  version,
  description: '线索主办单位已变更: the receiver of an accepted hand-off owns the clue; after a return the sender owns it again.',
  data: z.object({ clueId: Uuid, handOffId: Uuid, owner: AgencyId, previousOwner: AgencyId }),
});

export const HandOffSubmittedV1 = defineEvent({
  service,
  name: 'hand-off-submitted',
  version,
  description: '移送已报批: waits for the next person of the signing chain. Seen by the sender alone.',
  data: z.object({ ...HandOff, signingRole: z.string().max(40).describe('Role whose signature is awaited') }),
});

export const HandOffSentBackV1 = defineEvent({
  service,
  name: 'hand-off-sent-back',
  version,
  description: '退回修改: the signer gives the draft back to the drafter with a remark. Seen by the sender alone.',
  data: z.object({ ...HandOff, remark: ReasonText }),
});

export const HandOffSentV1 = defineEvent({
  service,
  name: 'hand-off-sent',
  version,
  description:
    '已移送: approved by the whole signing chain; the package is frozen and named by two digests over the same canonical JSON (RFC 8785). A hand-off opened by forwarding begins with this event.',
  data: z.object({
    ...HandOff,
    ...Package,
    sourceCode: SourceCode.optional(),
    documentNumber: DocumentNumber.optional(),
    urgency: z
      .enum(['ordinary', 'urgent'])
      .optional()
      .describe('紧急程度 as the drafter stated it; the reason is in the package. Absent: ordinary'),
    predecessor: Uuid.optional().describe('Forwarded hand-off this one follows'),
    forwardedBy: AgencyId.optional().describe('Keeps the duty of urgent measures until the next body signs'),
    isNamed: z
      .boolean()
      .describe('True when the coordinator named the receiver after the third bounce, or a bound dispute did: it cannot refuse'),
  }),
});

export const HandOffReceivedV1 = defineEvent({
  service,
  name: 'hand-off-received',
  version,
  description: '已签收: the receiver has the package; its duty to accept or refuse begins.',
  data: z.object(HandOff),
});

export const HandOffSupplementRequestedV1 = defineEvent({
  service,
  name: 'hand-off-supplement-requested',
  version,
  description: '要求补正: the receiver names what is missing; its own clock is paused, at most for the supplement’s limit.',
  data: z.object({
    ...HandOff,
    round: z.int().min(1).max(20),
    items: z.array(z.string().min(1).max(200)).min(1).max(50),
    reason: ReasonText,
  }),
});

export const HandOffSupplementedV1 = defineEvent({
  service,
  name: 'hand-off-supplemented',
  version,
  description: '已补正, or stated as objectively impossible: the receiver’s clock runs again.',
  data: z.object({ ...HandOff, ...Package, round: z.int().min(1).max(20), outcome: z.enum(['supplied', 'impossible']) }),
});

export const HandOffSupplementLapsedV1 = defineEvent({
  service,
  name: 'hand-off-supplement-lapsed',
  version,
  description: '补正期满未补: the state stays 待补正, the receiver’s clock runs again (COUNTING 21).',
  data: z.object({ ...HandOff, round: z.int().min(1).max(20) }),
});

export const HandOffAcceptedV1 = defineEvent({
  service,
  name: 'hand-off-accepted',
  version,
  description: '已受理: the receiver of an owning hand-off owns the matter from here on.',
  data: z.object({
    ...HandOff,
    sourceCode: SourceCode.optional(),
    returnTerms: z
      .object({
        verb: RouteVerbs.shape.return,
        receivedAt: Instant.describe('Legal moment of 签收, from which a unilateral return counts its hours'),
      })
      .optional()
      .describe(
        'What the route says of 退回, for the receiver’s file, where a return is decided; absent on a share, which is never returned',
      ),
  }),
});

export const HandOffRefusedV1 = defineEvent({
  service,
  name: 'hand-off-refused',
  version,
  description: '不予受理: the matter stays with the sender, who is told why and owes a next step (COUNTING 24).',
  data: z.object({ ...HandOff, reasonCode: z.string().max(40), reason: ReasonText }),
});

export const HandOffForwardedV1 = defineEvent({
  service,
  name: 'hand-off-forwarded',
  version,
  description: '已转送: ends this hand-off; the successor is opened under the id named here, with the first sender as its sender.',
  data: z.object({
    ...HandOff,
    successor: Uuid,
    nextReceiver: AgencyId,
    nextRouteId: RouteId,
    nextCoordinator: AgencyId.optional(),
    reason: ReasonText,
  }),
});

export const HandOffRecallRequestedV1 = defineEvent({
  service,
  name: 'hand-off-recall-requested',
  version,
  description: '请求撤回: a mark on a signed hand-off, not a state; silence changes nothing.',
  data: z.object({ ...HandOff, reason: ReasonText }),
});

export const HandOffRecallDeclinedV1 = defineEvent({
  service,
  name: 'hand-off-recall-declined',
  version,
  description: '不同意撤回: said by the receiver, or by accepting while the request stands.',
  data: z.object({ ...HandOff, reason: ReasonText.optional() }),
});

export const HandOffRecalledV1 = defineEvent({
  service,
  name: 'hand-off-recalled',
  version,
  description:
    '已撤回: freely before the receiver signed, by its consent afterwards. A draft given up ends so too and is seen by the sender alone.',
  data: z.object({ ...HandOff, reason: ReasonText, basis: z.enum(['draft-given-up', 'before-receipt', 'consent']) }),
});

export const HandOffReturnedV1 = defineEvent({
  service,
  name: 'hand-off-returned',
  version,
  description: '已退回: decided on the receiver’s file in case-supervision; the sender owns the matter again.',
  data: z.object({ ...HandOff, basis: z.enum(['consent', 'unilateral']), returnedBy: AgencyId, reason: ReasonText }),
});

/** Several counts at once, so that whoever opens the dispute asks nobody. */
export const MatterBouncedOutV1 = defineEvent({
  service,
  name: 'matter-bounced-out',
  version,
  description:
    '事项已三次被退转: refused, forwarded or returned for the third time. No hand-off of it is sent until the coordinator has named the receiver (dispute-bound).',
  data: z.object({
    ...Matter,
    title: Title,
    owner: AgencyId,
    coordinator: AgencyId.describe('Of the last route; the owner where that route names none'),
    lastRouteId: RouteId,
    handOffIds: z.array(Uuid).min(3).max(100).describe('Hand-offs that bounced, in the order of recording'),
    receivers: z
      .array(AgencyId)
      .min(1)
      .max(100)
      .describe('Who bounced them, in the same order; the first keeps the duty of urgent measures'),
  }),
});

const Problem = {
  problemId: Uuid,
  number: z.string().max(60).describe('平台编号 such as XS-330502-2026-000123; a relapse keeps it'),
  office: AgencyId.describe('Keeps the problem’s ledger entry'),
  unit: AgencyId.optional().describe('Responsible unit once it accepted'),
  title: Title,
};

/** Degrees of a problem and results of a look-back: DOMAIN 6.3 and 6.12, enumerated because clocks and duties run by them. */
export const ProblemSeverity = z.enum(['轻微', '一般', '重大']);
export const LookBackResult = z.enum(['稳定', '部分反弹', '反弹']);

export const ProblemReportedV1 = defineEvent({
  service,
  name: 'problem-reported',
  version,
  description: '问题已上报 (3.1 P1). Carries no reporter identity.',
  data: z.object({
    ...Problem,
    reportedBy: AgencyId,
    categoryCode: z.string().max(12).describe('DOMAIN 6.3'),
    divisionCode: z.string().max(12),
    waterBodyId: z.string().max(12).optional(),
    isNamedReport: z.boolean().describe('A named reporter is owed an answer (H08); an anonymous one is not'),
  }),
});

export const ProblemStageEnteredV1 = defineEvent({
  service,
  name: 'problem-stage-entered',
  version,
  description: '问题进入新阶段: one step of the problem’s chart.',
  data: z.object({
    ...Problem,
    ...StageStep,
    signedBy: AgencyId.optional().describe(
      'Unit that signed for the assignment in this step (P5): its period runs from here, accepted or not',
    ),
    severity: ProblemSeverity.optional(),
    limitOn: Day.optional().describe('Limit set in the document: by assignment, renewed rectification or reminder'),
    documentNumber: DocumentNumber.optional().describe('Number of the document that made the step, such as the reminder 书面提示函'),
    lookBackResult: LookBackResult.optional(),
    relapses: z.int().min(0).max(1000),
    isNamedReport: z.boolean().optional().describe('As reported: a named reporter is owed an answer once the report is verified (H08)'),
  }),
});

export const ProblemLinkedV1 = defineEvent({
  service,
  name: 'problem-linked',
  version,
  description: '问题已关联: merged or joined as a link; both histories are kept and no family is re-keyed.',
  data: z.object({ problemId: Uuid, office: AgencyId, otherId: Uuid, relation: z.enum(['merged-into', 'same-facts']) }),
});

const Dispute = {
  disputeId: Uuid,
  ...Matter,
  handOffId: Uuid.optional().describe('Hand-off in question, when the dispute grew from one'),
  raisedBy: AgencyId.optional().describe('Absent when the third bounce raised it'),
  firstReceiver: AgencyId.optional().describe('Keeps the duty of urgent measures while the dispute is open'),
  parties: z.array(AgencyId).min(1).max(20),
  coordinator: AgencyId.describe('Organ whose turn it is: office, justice bureau or government'),
  title: Title,
};

export const DisputeRaisedV1 = defineEvent({
  service,
  name: 'dispute-raised',
  version,
  description: '职责争议已提出 (3.12), by a unit or by the third bounce of a matter.',
  data: z.object({ ...Dispute, cause: z.enum(['raised', 'third-bounce']) }),
});

export const DisputeStageEnteredV1 = defineEvent({
  service,
  name: 'dispute-stage-entered',
  version,
  description: '职责争议进入新阶段: office, justice bureau, government.',
  data: z.object({ ...Dispute, ...StageStep }),
});

export const DisputeBoundV1 = defineEvent({
  service,
  name: 'dispute-bound',
  version,
  description: '职责争议已决定: names who is competent; the outcome is a route proposal that the directory confirms.',
  data: z.object({
    ...Dispute,
    competentUnits: z.array(AgencyId).min(1).max(10),
    decisionNumber: DocumentNumber,
    categoryCode: z.string().max(12).optional(),
    divisionCode: z.string().max(12).optional(),
  }),
});
