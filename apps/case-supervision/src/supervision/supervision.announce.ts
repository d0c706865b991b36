import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { SupervisionProposedV1, SupervisionStageEnteredV1 } from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import {
  type ProposedSupervision,
  type Supervision,
  supervisionDecider,
  type SupervisionCommand,
  type SupervisionEvent,
} from './supervision.decider.ts';

/** What of a supervision becomes public: its board, its unit and its stages. Reports, findings and plans are read on the supervision. */
function announce(supervisionId: string, event: SupervisionEvent, state: Supervision): Announcement[] {
  const supervision = proposed(state);
  const { matterKind, matterId, level, issuer, coIssuers, observers, unit, title } = supervision;
  const board = { issuer, coIssuers: [...coIssuers], observers: [...observers], unit };
  const named = { supervisionId, matterKind, matterId, level, ...board, title };
  if (event.type === 'SupervisionProposed') {
    const { grounds, clockId, proposer } = event.proposal;
    return [
      announcement(SupervisionProposedV1, {
        ...named,
        grounds,
        ...(clockId !== undefined && { clockId }),
        isBySystem: proposer === undefined,
      }),
    ];
  }
  const { follows, packVersion } = supervision;
  const running = 'order' in supervision ? supervision : undefined;
  const known = {
    signedOffBy: [...(running?.signedOff ?? [])],
    ...(running !== undefined && { limitOn: running.order.limitOn }),
    ...(running?.order.documentNumber !== undefined && { documentNumber: running.order.documentNumber }),
    ...(follows !== undefined && { follows }),
    ...(packVersion !== undefined && { packVersion }),
  };
  return stagesOf(event, supervision).map(([from, to]) => announcement(SupervisionStageEnteredV1, { ...named, ...known, from, to }));
}

/** From which stage to which an event leads, as others follow it; an extension passes through its own stages and back. */
function stagesOf(event: Exclude<SupervisionEvent, { type: 'SupervisionProposed' }>, { status }: ProposedSupervision): [string, string][] {
  switch (event.type) {
    case 'SupervisionApproved':
      return [['proposed', 'approved']];
    case 'SupervisionRejected':
      return [['proposed', 'rejected']];
    case 'SupervisionIssued':
      return [['approved', 'issued']];
    case 'SupervisionSigned':
      return [['issued', 'signed']];
    case 'ProgressReported':
      return [['signed', status]];
    case 'SupervisionReported':
      return [['handling', 'reported']];
    case 'SupervisionChecked':
      return [['reported', status]];
    case 'SupervisionSignedOff':
      return [['checked', 'signed-off']];
    case 'SupervisionLifted':
      return [['checked', 'lifted']];
    case 'ExtensionAsked':
      return [[status, 'extension-asked']];
    case 'SupervisionExtended':
      return [
        ['extension-asked', 'extended'],
        ['extended', status],
      ];
    case 'ExtensionDeclined':
      return [['extension-asked', status]];
    case 'SupervisionFailed':
      return [['handling', 'failed']];
    case 'SupervisionEscalated':
      return [['handling', 'escalated']];
  }
}

/**
 * The supervision with its doors. Until it is issued the board alone knows of it and who proposed it; then the supervised unit and the
 * observers see it whole.
 */
export const supervisions: Aggregate<SupervisionCommand, SupervisionEvent, Supervision> = {
  ...supervisionDecider,
  name: 'supervision',
  announce,
  scopeOf(state) {
    const supervision = proposed(state);
    const { familyId, world, issuer, coIssuers, observers, unit, proposer } = supervision;
    const board = [issuer, ...coIssuers, ...(proposer === undefined ? [] : [proposer.by])];
    const parties = 'order' in supervision ? [...board, unit, ...observers] : board;
    return { familyId, parties: [...new Set(parties)], world };
  },
};

function proposed(supervision: Supervision): ProposedSupervision {
  if (supervision.status === 'unproposed') throw new Error('a supervision that nobody proposed has nothing to announce');
  return supervision;
}
