import { z } from 'zod';
import { AgencyId, Instant, Uuid } from '../ids.ts';
import { defineEvent } from '../integration-event.ts';

const Title = z.string().min(1).max(120).describe('Short title; officers are told 不得填写姓名');
const SourceCode = z
  .string()
  .regex(/^S\d{2}$/)
  .describe('Source of the clue, DOMAIN 6.1');

/** The two parties and the matter, as every event of a hand-off repeats them: events of other services arrive in any order. */
const HandOffParties = {
  handOffId: Uuid,
  clueId: Uuid,
  sender: AgencyId,
  receiver: AgencyId,
  title: Title,
};

export const ClueRegisteredV1 = defineEvent({
  service: 'clue-transfer',
  name: 'clue-registered',
  version: 1,
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
  }),
});

export const ClueOwnerChangedV1 = defineEvent({
  service: 'clue-transfer',
  name: 'clue-owner-changed',
  version: 1,
  description: '线索主办单位已变更: the receiver of an accepted hand-off is the owner from here on.',
  data: z.object({ clueId: Uuid, handOffId: Uuid, owner: AgencyId, previousOwner: AgencyId }),
});

export const HandOffSubmittedV1 = defineEvent({
  service: 'clue-transfer',
  name: 'hand-off-submitted',
  version: 1,
  description: '移送已报批: waits for another person of the sender. Seen by the sender alone.',
  data: z.object({ ...HandOffParties, routeId: z.string().max(80) }),
});

export const HandOffSentV1 = defineEvent({
  service: 'clue-transfer',
  name: 'hand-off-sent',
  version: 1,
  description: '已移送: approved, the package is frozen and named by two digests over the same canonical JSON (RFC 8785).',
  data: z.object({
    ...HandOffParties,
    routeId: z.string().max(80),
    sourceCode: SourceCode,
    packageSha256: z.string().regex(/^[0-9a-f]{64}$/),
    packageSm3: z.string().regex(/^[0-9a-f]{64}$/),
    materialCount: z.int().min(0).max(200),
  }),
});

export const HandOffReceivedV1 = defineEvent({
  service: 'clue-transfer',
  name: 'hand-off-received',
  version: 1,
  description: '已签收: the receiver has the package; its duty to accept or refuse begins.',
  data: z.object(HandOffParties),
});

export const HandOffAcceptedV1 = defineEvent({
  service: 'clue-transfer',
  name: 'hand-off-accepted',
  version: 1,
  description: '已受理: the receiver owns the matter from here on.',
  data: z.object({ ...HandOffParties, sourceCode: SourceCode }),
});

export const HandOffRefusedV1 = defineEvent({
  service: 'clue-transfer',
  name: 'hand-off-refused',
  version: 1,
  description: '不予受理: the matter stays with the sender, who is told why.',
  data: z.object({ ...HandOffParties, reasonCode: z.string().max(40), reason: z.string().min(1).max(2000) }),
});
