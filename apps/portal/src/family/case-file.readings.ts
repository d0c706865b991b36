import {
  CaseFileDecidedV1,
  CaseFileHandOffRequestedV1,
  CaseFileOpenedV1,
  CaseFileReturnDeclinedV1,
  CaseFileReturnedV1,
  CaseFileReturnRequestedV1,
  CaseFileStageEnteredV1,
  type IntegrationEvent,
} from '@xiezhi/contracts';
import type { TurnKind } from '../worklist/turn-kind.ts';
import { type Line, type LineDetail, type Reader, reads, recordedMicroseconds, type Standing, type Turn } from './reading.ts';
import type { StandingState } from './standing-state.ts';

interface CaseFile {
  caseFileId: string;
  handOffId?: string | undefined;
  agency: string;
  sender?: string | undefined;
  chart?: string;
  title: string;
  resultCode?: string | undefined;
}
type CaseFileEvent = IntegrationEvent<CaseFile>;

/** Who talks about a return of the file: nobody where nobody sent it. */
const partiesOf = ({ agency, sender }: CaseFile): string[] => (sender === undefined ? [] : [agency, sender]);

const resultOf = ({ resultCode }: CaseFile) => (resultCode === undefined ? {} : { resultCode });

const lineOf = ({ data }: CaseFileEvent, detail: LineDetail = {}): Line => ({
  first: data.agency,
  title: data.title,
  ...resultOf(data),
  detail,
});

const standingOf = ({ data }: CaseFileEvent, state: StandingState, stage?: string): Standing => ({
  state,
  ...(stage !== undefined && { stage }),
  owner: data.agency,
  ...(data.sender !== undefined && { counterpart: data.sender }),
  title: data.title,
  matterKind: 'case-file',
  matterId: data.caseFileId,
  ...resultOf(data),
});

const turnOf = ({ subject, meta, data }: CaseFileEvent, kind: TurnKind | null): Turn => ({
  item: subject,
  agency: data.agency,
  kind,
  rank: meta.sequence,
  title: data.title,
  counterpart: data.sender,
  handOffId: data.handOffId,
});

/**
 * A return that is asked for waits beside the file's own turn, at the side that did not ask. It has a stream of its own, and a decision
 * on the file's stream ends it too: hence ranked by recording time.
 */
const turnWithReturn = (event: CaseFileEvent, agency: string, kind: 'answer-return' | null): Turn => ({
  ...turnOf(event, kind),
  item: `return/${event.data.caseFileId}`,
  subject: `file-return/${event.data.caseFileId}`,
  agency,
  rank: recordedMicroseconds(event),
  counterpart: agency === event.data.agency ? event.data.sender : event.data.agency,
});

/** Whose move a stage of the procuratorate’s file is; a stage this table does not know, and every one of another chart, is simply work. */
const kindOfStage: Readonly<Record<string, TurnKind | null>> = {
  ACCEPTED: 'evaluate-case-file',
  REGISTERED: 'evaluate-case-file',
  EVALUATING: 'decide-case-file',
  DECIDED_OPENED: null,
  DECIDED_NOT_OPENED: null,
  DECIDED_REFERRED: null,
  REPLIED: null,
  CLOSED: null,
  HANDED_OVER: null,
  RETURNED: null,
};
const moveIn = (chart: string, stage: string) =>
  chart === 'case-file' && Object.hasOwn(kindOfStage, stage) ? (kindOfStage[stage] ?? null) : 'work-case-file';

export const caseFileReadings: Reader[] = [
  reads(CaseFileOpenedV1, (event) => ({
    line: lineOf(event),
    standing: standingOf(event, 'case-file-opened'),
    turns: [turnOf(event, moveIn(event.data.chart, 'ACCEPTED'))],
    tells: [],
  })),
  reads(CaseFileStageEnteredV1, (event) => ({
    line: lineOf(event, { stage: event.data.stageName ?? event.data.to, isDeviation: event.data.deviation }),
    standing: standingOf(event, 'case-file-stage', event.data.stageName ?? event.data.to),
    turns: [turnOf(event, event.data.isAtRest ? null : moveIn(event.data.chart, event.data.to))],
    tells: [],
  })),
  reads(CaseFileDecidedV1, (event) => ({
    line: lineOf(event, event.data.caseNumber === undefined ? {} : { number: event.data.caseNumber }),
    standing: standingOf(event, 'case-file-decided'),
    // A decided file is not given back any more.
    turns: [turnOf(event, null), ...partiesOf(event.data).map((party) => turnWithReturn(event, party, null))],
    tells: [],
  })),
  reads(CaseFileHandOffRequestedV1, (event) => ({
    line: { ...lineOf(event), second: event.data.receiver },
    turns: [],
    tells: [],
  })),
  reads(CaseFileReturnRequestedV1, (event) => {
    const { agency, sender, requestedBy } = event.data;
    const other = requestedBy === agency ? sender : agency;
    return {
      line: { ...lineOf(event), first: requestedBy, second: other },
      standing: standingOf(event, 'return-requested'),
      turns: [turnWithReturn(event, other, 'answer-return'), turnWithReturn(event, requestedBy, null)],
      tells: [],
    };
  }),
  reads(CaseFileReturnDeclinedV1, (event) => {
    const { agency, sender, declinedBy } = event.data;
    const other = declinedBy === agency ? sender : agency;
    return {
      line: { ...lineOf(event), first: declinedBy, second: other },
      standing: standingOf(event, 'return-declined'),
      turns: [turnWithReturn(event, agency, null), turnWithReturn(event, sender, null)],
      tells: [{ agency: other, action: 'case-file:return', title: event.data.title }],
    };
  }),
  reads(CaseFileReturnedV1, (event) => {
    const { agency, sender, returnedBy, basis } = event.data;
    const other = returnedBy === agency ? sender : agency;
    return {
      line: { ...lineOf(event, { variant: basis }), first: returnedBy, second: other },
      standing: standingOf(event, 'case-file-returned'),
      turns: [turnWithReturn(event, agency, null), turnWithReturn(event, sender, null)],
      // Who asked learns of the yes; what the keeper did alone is told to the other side.
      tells: [{ agency: basis === 'consent' ? returnedBy : other, action: 'case-file:return', title: event.data.title }],
    };
  }),
];
