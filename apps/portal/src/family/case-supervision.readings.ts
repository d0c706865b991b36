import { CaseFileDecidedV1, CaseFileEvaluatedV1, CaseFileOpenedV1, type IntegrationEvent } from '@xiezhi/contracts';
import type { TurnKind } from '../worklist/turn-kind.ts';
import { type Reader, reads, type Reading } from './reading.ts';
import type { StandingState } from './standing-state.ts';

type CaseFileEvent = IntegrationEvent<{ clueId: string; agency: string; sender: string; title: string; resultCode?: string }>;

function readingOf({ subject, meta, data }: CaseFileEvent, state: StandingState, kind: TurnKind | null): Reading {
  const { agency, sender, title, clueId } = data;
  const result = data.resultCode === undefined ? {} : { resultCode: data.resultCode };
  return {
    line: { first: agency, title, ...result },
    standing: { state, owner: agency, counterpart: sender, title, clueId, ...result },
    turns: [{ item: subject, agency, kind, rank: meta.sequence, title, counterpart: sender }],
    tells: [],
  };
}

export const caseSupervisionReadings: Reader[] = [
  reads(CaseFileOpenedV1, (event) => readingOf(event, 'case-file-opened', 'evaluate-case-file')),
  reads(CaseFileEvaluatedV1, (event) => readingOf(event, 'case-file-evaluated', 'decide-case-file')),
  reads(CaseFileDecidedV1, (event) => readingOf(event, 'case-file-decided', null)),
];
