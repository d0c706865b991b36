import {
  type IntegrationEvent,
  type MatterKind,
  SupervisionProposedV1,
  SupervisionStageEnteredV1,
  SupervisionUrgedV1,
} from '@xiezhi/contracts';
import type { TurnKind } from '../worklist/turn-kind.ts';
import { type Reader, reads, type Standing, type Turn } from './reading.ts';

interface Supervision {
  supervisionId: string;
  matterKind: MatterKind;
  matterId: string;
  level: string;
  issuer: string;
  coIssuers: string[];
  unit: string;
  title: string;
  signedOffBy?: string[];
}
type SupervisionEvent = IntegrationEvent<Supervision>;

/** Whose move a state of the ladder is (DOMAIN 3.7). Stages come in the small letters of the code or the capitals of the chart. */
const movesOf: Readonly<Record<string, { of: 'issuer' | 'unit'; kind: TurnKind }>> = {
  PROPOSED: { of: 'issuer', kind: 'approve-supervision' },
  APPROVED: { of: 'issuer', kind: 'issue-supervision' },
  ISSUED: { of: 'unit', kind: 'sign-for-supervision' },
  SIGNED: { of: 'unit', kind: 'report-supervision' },
  HANDLING: { of: 'unit', kind: 'report-supervision' },
  EXTENDED: { of: 'unit', kind: 'report-supervision' },
  FAILED: { of: 'unit', kind: 'report-supervision' },
  REPORTED: { of: 'issuer', kind: 'check-supervision' },
  CHECKED: { of: 'issuer', kind: 'check-supervision' },
  SIGNED_OFF: { of: 'issuer', kind: 'check-supervision' },
  EXTENSION_ASKED: { of: 'issuer', kind: 'check-supervision' },
};

/** Until it is issued the supervised unit is no party and nothing of it is told there. Joint members check and sign off like the lead. */
function turnsOf({ subject, meta, data }: SupervisionEvent, stage: string): Turn[] {
  const move = movesOf[stage.toUpperCase().replaceAll('-', '_')];
  const turn = (agency: string, kind: TurnKind | null, counterpart: string): Turn => ({
    item: subject,
    agency,
    kind,
    rank: meta.sequence,
    title: data.title,
    counterpart,
  });
  const isSignedOff = (agency: string) => data.signedOffBy?.includes(agency) === true;
  const kindOfJoint = (agency: string) => (move?.kind === 'check-supervision' && !isSignedOff(agency) ? move.kind : null);
  return [
    turn(data.issuer, move?.of === 'issuer' ? move.kind : null, data.unit),
    ...data.coIssuers.filter((agency) => meta.parties.includes(agency)).map((agency) => turn(agency, kindOfJoint(agency), data.unit)),
    ...(meta.parties.includes(data.unit) ? [turn(data.unit, move?.of === 'unit' ? move.kind : null, data.issuer)] : []),
  ];
}

const standingOf = ({ data }: SupervisionEvent, stage: string): Standing => ({
  state: 'supervision-stage',
  stage,
  title: data.title,
  owner: data.issuer,
  counterpart: data.unit,
  matterKind: data.matterKind,
  matterId: data.matterId,
});

export const supervisionReadings: Reader[] = [
  reads(SupervisionProposedV1, (event) => ({
    line: { first: event.data.issuer, second: event.data.unit, title: event.data.title, detail: { variant: event.data.level } },
    standing: standingOf(event, 'PROPOSED'),
    turns: turnsOf(event, 'PROPOSED'),
    tells: [],
  })),
  reads(SupervisionStageEnteredV1, (event) => ({
    line: {
      first: event.data.issuer,
      second: event.data.unit,
      title: event.data.title,
      detail: {
        variant: event.data.level,
        stage: event.data.to,
        ...(event.data.limitOn !== undefined && { limitOn: event.data.limitOn }),
        ...(event.data.documentNumber !== undefined && { number: event.data.documentNumber }),
      },
    },
    standing: standingOf(event, event.data.to),
    turns: turnsOf(event, event.data.to),
    tells: [],
  })),
  reads(SupervisionUrgedV1, (event) => ({
    line: { first: event.data.urgedBy ?? event.data.unit, second: event.data.unit, title: event.data.title },
    turns: [],
    tells: [{ agency: event.data.unit, action: 'hand-off:answer', title: event.data.title }],
  })),
];
