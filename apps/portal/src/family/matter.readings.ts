import {
  ClueOwnerChangedV1,
  ClueRegisteredV1,
  DisputeBoundV1,
  DisputeRaisedV1,
  DisputeStageEnteredV1,
  type IntegrationEvent,
  MatterBouncedOutV1,
  type MatterKind,
  ProblemLinkedV1,
  ProblemReportedV1,
  ProblemStageEnteredV1,
} from '@xiezhi/contracts';
import type { TurnKind } from '../worklist/turn-kind.ts';
import { nextStepOf } from './hand-off.readings.ts';
import { type Reader, reads, recordedMicroseconds, type Turn } from './reading.ts';
import type { StandingState } from './standing-state.ts';

const clues: Reader[] = [
  reads(ClueRegisteredV1, (event) => {
    const { data } = event;
    return {
      line: { first: data.owner, title: data.title },
      standing: { state: 'clue-registered', owner: data.owner, title: data.title, matterKind: 'clue', matterId: data.clueId },
      turns: [
        { ...nextStepOf(data.clueId), agency: data.owner, kind: 'hand-over-clue', rank: recordedMicroseconds(event), title: data.title },
      ],
      tells: [],
    };
  }),
  reads(ClueOwnerChangedV1, ({ data }) => ({
    line: { first: data.previousOwner, second: data.owner },
    standing: {
      state: 'clue-registered',
      owner: data.owner,
      counterpart: data.previousOwner,
      matterKind: 'clue',
      matterId: data.clueId,
    },
    turns: [],
    tells: [],
  })),
];

/** Whose move a problem's stage is (DOMAIN 3.1). While it is assigned and not yet accepted, its hand-off says whose turn it is. */
const movesOfProblem: Readonly<Record<string, { of: 'office' | 'unit'; kind: TurnKind } | null>> = {
  REPORTED: { of: 'office', kind: 'triage-problem' },
  TRIAGED: { of: 'office', kind: 'assign-problem' },
  ASSIGNED: null,
  SIGNED: null,
  RECTIFYING: { of: 'unit', kind: 'rectify-problem' },
  PENDING_CHECK: { of: 'office', kind: 'check-problem' },
  REMINDED: { of: 'unit', kind: 'rectify-problem' },
  STUDY: { of: 'office', kind: 'study-problem' },
  LOOKBACK: { of: 'office', kind: 'look-back-problem' },
  REOPENED: { of: 'office', kind: 'assign-problem' },
  CLOSED: null,
  REJECTED: null,
  MERGED: null,
  TRANSFERRED: null,
};

interface Problem {
  problemId: string;
  office: string;
  unit?: string | undefined;
  title: string;
}

/** A stage the table does not know (a chart of another mechanism) is the office's: it keeps the ledger. */
function turnsOfProblem({ subject, meta, data }: IntegrationEvent<Problem>, stage: string): Turn[] {
  const move = Object.hasOwn(movesOfProblem, stage) ? movesOfProblem[stage] : { of: 'office' as const, kind: 'work-problem' as const };
  const turn = (agency: string, kind: TurnKind | null, counterpart?: string): Turn => ({
    item: subject,
    agency,
    kind,
    rank: meta.sequence,
    title: data.title,
    counterpart,
  });
  const ofUnit = data.unit !== undefined && data.unit !== data.office;
  return [
    turn(data.office, move?.of === 'office' || (move?.of === 'unit' && !ofUnit) ? move.kind : null, data.unit),
    ...(ofUnit && data.unit !== undefined ? [turn(data.unit, move?.of === 'unit' ? move.kind : null, data.office)] : []),
  ];
}

const standingOfProblem = ({ data }: IntegrationEvent<Problem>, stage: string) => ({
  state: 'problem-stage' as const,
  stage,
  title: data.title,
  owner: data.unit ?? data.office,
  ...(data.unit !== undefined && { counterpart: data.office }),
  matterKind: 'problem' as const,
  matterId: data.problemId,
});

const problems: Reader[] = [
  reads(ProblemReportedV1, (event) => ({
    line: { first: event.data.reportedBy, second: event.data.office, title: event.data.title, detail: { number: event.data.number } },
    standing: standingOfProblem(event, 'REPORTED'),
    turns: turnsOfProblem(event, 'REPORTED'),
    tells: [],
  })),
  reads(ProblemStageEnteredV1, (event) => {
    const { data } = event;
    return {
      line: {
        first: data.office,
        ...(data.unit !== undefined && { second: data.unit }),
        title: data.title,
        detail: {
          stage: data.stageName ?? data.to,
          isDeviation: data.deviation,
          ...(data.limitOn !== undefined && { limitOn: data.limitOn }),
          ...(data.documentNumber !== undefined && { number: data.documentNumber }),
        },
      },
      standing: standingOfProblem(event, data.stageName ?? data.to),
      turns: turnsOfProblem(event, data.to),
      tells: [],
    };
  }),
  reads(ProblemLinkedV1, ({ data }) => ({
    line: { first: data.office, detail: { variant: data.relation } },
    turns: [],
    tells: [],
  })),
];

interface Dispute {
  matterKind: MatterKind;
  matterId: string;
  parties: string[];
  coordinator: string;
  raisedBy?: string | undefined;
  handOffId?: string | undefined;
  title: string;
}
type DisputeEvent = IntegrationEvent<Dispute>;

const standingOfDispute = ({ data }: DisputeEvent, state: StandingState, stage?: string) => ({
  state,
  ...(stage !== undefined && { stage }),
  title: data.title,
  owner: data.coordinator,
  matterKind: data.matterKind,
  matterId: data.matterId,
});

/** The coordinator changes from office to justice bureau to government: the parties' turns, and every earlier coordinator's, end. */
function turnsOfDispute({ subject, meta, data }: DisputeEvent, kind: 'coordinate-dispute' | null): Turn[] {
  const involved = [...new Set([...meta.parties, data.coordinator])];
  return involved.map((agency) => ({
    item: subject,
    agency,
    kind: agency === data.coordinator ? kind : null,
    rank: meta.sequence,
    title: data.title,
    counterpart: data.raisedBy === agency ? undefined : data.raisedBy,
    handOffId: data.handOffId,
  }));
}

const disputes: Reader[] = [
  // The dispute that follows says whose turn it is.
  reads(MatterBouncedOutV1, ({ data }) => ({
    line: { first: data.owner, second: data.coordinator, title: data.title, detail: { matterKind: data.matterKind } },
    turns: [],
    tells: [],
  })),
  reads(DisputeRaisedV1, (event) => ({
    line: { first: event.data.raisedBy ?? event.data.coordinator, title: event.data.title, detail: { variant: event.data.cause } },
    standing: standingOfDispute(event, 'dispute-raised'),
    turns: turnsOfDispute(event, 'coordinate-dispute'),
    tells: [],
  })),
  reads(DisputeStageEnteredV1, (event) => ({
    line: {
      first: event.data.coordinator,
      title: event.data.title,
      detail: { stage: event.data.stageName ?? event.data.to, isDeviation: event.data.deviation },
    },
    standing: standingOfDispute(event, 'dispute-stage', event.data.stageName ?? event.data.to),
    turns: turnsOfDispute(event, ['BOUND', 'WITHDRAWN'].includes(event.data.to) ? null : 'coordinate-dispute'),
    tells: [],
  })),
  reads(DisputeBoundV1, (event) => ({
    line: {
      first: event.data.coordinator,
      ...(event.data.competentUnits[0] !== undefined && { second: event.data.competentUnits[0] }),
      title: event.data.title,
      detail: { number: event.data.decisionNumber },
    },
    standing: standingOfDispute(event, 'dispute-bound'),
    turns: turnsOfDispute(event, null),
    tells: event.data.parties.map((agency) => ({ agency, action: 'hand-off:draft', title: event.data.title })),
  })),
];

export const matterReadings: Reader[] = [...clues, ...problems, ...disputes];
