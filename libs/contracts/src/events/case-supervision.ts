import { z } from 'zod';
import { AgencyId, Instant, Uuid } from '../ids.ts';
import { defineEvent } from '../integration-event.ts';
import { Material } from '../material.ts';
import { Matter, ReasonText, StageStep, Title } from './matter.ts';

const service = 'case-supervision';
const version = 1;
const Day = z.iso.date().describe('Legal day, Asia/Shanghai');
const DocumentNumber = z.string().min(1).max(80);

/** A case file is seen by the agency that keeps it; others learn its outcome by feedback (DOMAIN 2.2). */
const CaseFile = {
  caseFileId: Uuid,
  handOffId: Uuid.optional().describe('By which it came; absent on a file that its keeper opened by itself'),
  ...Matter,
  agency: AgencyId.describe('Keeps the file'),
  sender: AgencyId.optional().describe('Handed the matter over and is owed the outcome; absent where nobody did'),
  title: Title,
};
/** A file that came by a hand-off: only such a one is given back. */
const ReceivedFile = { ...CaseFile, handOffId: Uuid, sender: AgencyId };

export const CaseFileOpenedV1 = defineEvent({
  service,
  name: 'case-file-opened',
  version,
  description:
    '案卷已建立: at the receiver of an accepted hand-off, or by an organ on its own. The matter is what was accepted, or what the keeper opened it for; itself where that was nothing.',
  data: z.object({
    ...CaseFile,
    chart: z.string().max(80).describe('Chart of the mechanism pack that the file follows'),
    packVersion: z.string().max(80),
    isOwning: z.boolean().describe('False where the hand-off only shared: the matter stays with its owner'),
  }),
});

export const CaseFileStageEnteredV1 = defineEvent({
  service,
  name: 'case-file-stage-entered',
  version,
  description: '案卷进入新阶段: one step of the file’s chart. What was found stays inside the file.',
  data: z.object({
    ...CaseFile,
    ...StageStep,
    fields: z
      .record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean()]))
      .optional()
      .describe(
        'What this step recorded, and the organs named before that its form names, as far as the chart announces them; never free text',
      ),
    on: Day.optional().describe(
      'Legal day of a step that follows the last of several files, whichever was heard last; else that of the act',
    ),
    isAtRest: z.literal(true).optional().describe('Nothing leads on from there but what others do: it is nobody’s turn'),
    related: z.array(Uuid).max(40).optional().describe('Files this one came from or went on to: they hear of the step'),
  }),
});

export const CaseFileDecidedV1 = defineEvent({
  service,
  name: 'case-file-decided',
  version,
  description: '已决定: opened, not opened or referred, by result code (DOMAIN 6.4).',
  data: z.object({
    ...CaseFile,
    packVersion: z.string().max(80).optional().describe('Pack and version the file follows'),
    resultCode: z.string().max(40),
    caseNumber: DocumentNumber.optional(),
  }),
});

export const CaseFileHandOffRequestedV1 = defineEvent({
  service,
  name: 'case-file-hand-off-requested',
  version,
  description: '请求移送案卷: clue-transfer opens the hand-off under this id; guards and required history were checked here.',
  data: z.object({
    ...CaseFile,
    requestedHandOffId: Uuid,
    receiver: AgencyId,
    routeId: z.string().max(80),
    purpose: z.string().min(2).max(1000),
    legalBasis: z.string().min(2).max(500),
    facts: z.string().min(1).max(4000).optional().describe('案情摘要, what the file adds in its keeper’s words; 不得填写姓名'),
    materials: z.array(Material).max(50).optional().describe('What the file adds to the manifest'),
    sourceCode: z.string().max(8),
    isSuccessor: z.boolean().describe('True when the file ends by this hand-off (referred)'),
  }),
});

export const CaseFileReturnRequestedV1 = defineEvent({
  service,
  name: 'case-file-return-requested',
  version,
  description: '请求退回: asked by either side; the other consents or declines. Seen by both.',
  data: z.object({ ...ReceivedFile, requestedBy: AgencyId, reason: ReasonText }),
});

export const CaseFileReturnDeclinedV1 = defineEvent({
  service,
  name: 'case-file-return-declined',
  version,
  description: '不同意退回.',
  data: z.object({ ...ReceivedFile, declinedBy: AgencyId, reason: ReasonText }),
});

export const CaseFileReturnedV1 = defineEvent({
  service,
  name: 'case-file-returned',
  version,
  description: '案卷已退回并终止: clue-transfer records the return on the hand-off, and the sender owns the matter again.',
  data: z.object({ ...ReceivedFile, basis: z.enum(['consent', 'unilateral']), returnedBy: AgencyId, reason: ReasonText }),
});

/** On events of before it was said there is none, and the pack of the services' setting is meant. */
const PackVersion = (what: string) => z.string().max(80).optional().describe(`Pack and version ${what}`);

/** One deadline of one matter. Who owes is `holder`; `watchers` are the other parties who see it. */
const Clock = {
  clockId: Uuid,
  ruleId: z.string().max(20).describe('Row of DOMAIN 4.2 or of the pack, such as H06'),
  ruleName: z.string().max(120),
  subject: z.string().max(120).describe('Stream the deadline is about, such as hand-off/<id>'),
  ...Matter,
  holder: AgencyId,
  watchers: z.array(AgencyId).max(20),
  title: Title,
};
const Due = {
  dueOn: Day.optional().describe('Last legal day of the period; absent while paused'),
  dueAt: Instant.optional().describe(
    'End of the period: 24:00 of the last day as the exclusive bound 00:00 of the next. Absent while paused',
  ),
  lateAfter: Instant.optional().describe('Breach fires here; differs from dueAt for hour rows (COUNTING 2)'),
  unit: z
    .enum(['hour', 'calendar-day', 'working-day', 'month', 'year'])
    .optional()
    .describe('What the period is counted in, so that a screen can say how much is left in the same'),
  isProvisional: z.boolean().describe('A year without a confirmed calendar counts weekends only'),
  nature: z.enum(['statutory', 'agreed', 'internal']).describe('法定 / 约定 / 内部'),
  mark: z.enum(['V', 'V2', 'U', 'D']),
  turnsRed: z.boolean().describe('COUNTING 29: a judicial organ turns red only by V or V2 rows, nobody by U rows'),
  attentionAt: Instant.optional(),
  warningAt: Instant.optional(),
};

export const ClockStartedV1 = defineEvent({
  service,
  name: 'clock-started',
  version,
  description: '期限已起算.',
  data: z.object({ ...Clock, ...Due, triggeredAt: Instant }),
});

export const ClockChangedV1 = defineEvent({
  service,
  name: 'clock-changed',
  version,
  description: '期限已变动: paused, resumed, extended, excluded or re-planned; the new due moment, or none while paused.',
  data: z.object({
    ...Clock,
    ...Due,
    change: z.enum(['paused', 'resumed', 'extended', 'excluded', 'replanned']),
    reason: ReasonText.optional(),
    replanId: Uuid.optional().describe('The re-plan that moved it: proposed by one person, confirmed by another'),
  }),
});

const ClockVersion = PackVersion('the deadline was started under: its ladder says what follows');

export const ClockWarnedV1 = defineEvent({
  service,
  name: 'clock-warned',
  version,
  description: '期限预警: a warning point (DOMAIN 4.3) reached, each exactly once.',
  data: z.object({ ...Clock, level: z.enum(['attention', 'warning']), dueAt: Instant, packVersion: ClockVersion }),
});

export const ClockBreachedV1 = defineEvent({
  service,
  name: 'clock-breached',
  version,
  description: '已逾期, or long overdue: a rung, each exactly once. Changes no state by itself.',
  data: z.object({
    ...Clock,
    rung: z.enum(['overdue', 'long-overdue']),
    dueAt: Instant,
    turnsRed: z.boolean(),
    packVersion: ClockVersion,
  }),
});

export const ClockStoppedV1 = defineEvent({
  service,
  name: 'clock-stopped',
  version,
  description:
    '期限已终止: met in time, met late, met in time but learnt late (COUNTING 13), cancelled, or expired where the row says that expiry opens the next.',
  data: z.object({
    ...Clock,
    outcome: z.enum(['met', 'met-late', 'met-learnt-late', 'cancelled']),
    stoppedAt: Instant,
    dueAt: Instant.optional(),
  }),
});

export const ClockExpiredV1 = defineEvent({
  service,
  name: 'clock-expired',
  version,
  description: '期间届满: for rows that say `expires: always`, even when met before (COUNTING 7); opens what counts from the expiry.',
  data: z.object({
    ...Clock,
    expiredAt: Instant,
    expiredOn: Day.describe('Last day of the period: what opens at its expiry counts from this day, not from the bound (COUNTING 7)'),
  }),
});

const Supervision = {
  supervisionId: Uuid,
  ...Matter,
  level: z.enum(['S1', 'S2', 'S3', 'S4', 'S5', 'S6']),
  issuer: AgencyId.describe('Leads the board'),
  coIssuers: z.array(AgencyId).max(10).describe('Joint members: nothing closes without their sign-off'),
  observers: z.array(AgencyId).max(10),
  unit: AgencyId.describe('Supervised unit; never a judicial organ (DESIGN 3)'),
  title: Title,
};

export const SupervisionProposedV1 = defineEvent({
  service,
  name: 'supervision-proposed',
  version,
  description: '拟督办: by the system with its grounds, or by a person; a person approves.',
  data: z.object({ ...Supervision, grounds: ReasonText, clockId: Uuid.optional(), isBySystem: z.boolean() }),
});

export const SupervisionStageEnteredV1 = defineEvent({
  service,
  name: 'supervision-stage-entered',
  version,
  description: '督办进入新阶段: issued, signed, handling, reported, checked, lifted, extended, escalated, failed, rejected.',
  data: z.object({
    ...Supervision,
    from: z.string().max(40),
    to: z.string().max(40),
    limitOn: Day.optional(),
    documentNumber: DocumentNumber.optional(),
    signedOffBy: z.array(AgencyId).max(20),
    follows: Uuid.optional().describe('Lower supervision this one takes the place of once it is issued'),
    packVersion: PackVersion('whose ladder it stands on; its own deadlines are rows of the same'),
  }),
});

export const SupervisionUrgedV1 = defineEvent({
  service,
  name: 'supervision-urged',
  version,
  description: '已催办 (S1): a reminder without a new limit, at most one per matter, sender and day unless the level rises.',
  data: z.object({ urgingId: Uuid, ...Matter, urgedBy: AgencyId.optional(), unit: AgencyId, title: Title, clockId: Uuid.optional() }),
});
