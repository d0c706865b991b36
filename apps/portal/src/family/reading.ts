import type { Action, AgencyId, EventDefinition, IntegrationEvent, MatterKind } from '@xiezhi/contracts';
import type { TurnKind } from '../worklist/turn-kind.ts';
import type { DeadlineReading } from '../deadline/deadline.reading.ts';
import type { StandingState } from './standing-state.ts';

/**
 * What the portal reads out of one event: a line of the family's timeline, where the event's stream stands now, whose turn it is,
 * which deadline runs, and who else is told. Pure. Each part is merged into its table by rank or by event id, so that events may be
 * applied in any order, and twice, with the same result.
 */
export interface Reading {
  line: Line;
  /** Absent for clocks: a deadline is no stream that stands somewhere, it is shown beside the one it is about. */
  standing?: Standing;
  turns: Turn[];
  deadline?: DeadlineReading;
  tells: Tell[];
}

/** What a sentence is made of: agencies, the title, codes and dates. Never a reason, an answer or any other free text. */
export interface Line {
  /** Who acted, or whom it is about. */
  first: AgencyId;
  second?: AgencyId;
  title?: string;
  resultCode?: string;
  feedbackKind?: string;
  detail?: LineDetail;
}

/** Codes, numbers and moments a sentence needs beyond its parties. */
export interface LineDetail {
  matterKind?: MatterKind;
  stage?: string;
  /** Name of the clock's rule. */
  rule?: string;
  /** RFC 3339. */
  dueAt?: string;
  /** A variant of the event: what kind of change, outcome, rung, level or basis. */
  variant?: string;
  /** Why a deadline was counted anew. */
  reason?: string;
  /** A document or case number. */
  number?: string;
  /** Legal day. */
  limitOn?: string;
  isDeviation?: boolean;
}

export interface Standing {
  state: StandingState;
  /** Stage of its chart, where the stream follows one. */
  stage?: string;
  title?: string;
  /** Who answers for the matter in this state. */
  owner?: AgencyId;
  counterpart?: AgencyId;
  matterKind: MatterKind;
  matterId: string;
  resultCode?: string;
  feedbackKind?: string;
}

/**
 * Whether it is an agency's turn on an item, as of `rank`. The highest rank of an (item, agency) wins. Items are streams, ranked by
 * announcement sequence; what may wait beside a stream's own turn (a recall that is asked for) or for *another* stream (a refused
 * clue waits for the next hand-off) is an item of its own.
 */
export interface Turn {
  item: string;
  agency: AgencyId;
  /** `null`: not this agency's turn any more. */
  kind: TurnKind | null;
  rank: number;
  title: string;
  counterpart?: AgencyId | undefined;
  /** Only this role's turn; absent: of every role that may. */
  role?: string;
  /** What the item is about, a stream or `matter/<id>`; absent: the event's own stream. */
  subject?: string;
  /** The hand-off whose page shows it. */
  handOffId?: string | undefined;
  /** A hand-off of this agency's own: it stays on its list, whoever has to act. */
  isSent?: boolean;
}

/** An agency that learns of the event although it is nobody's turn there: its posts that may do `action` are told. */
export interface Tell {
  agency: AgencyId;
  action: Action;
  title: string;
}

export interface Reader {
  type: string;
  read(event: IntegrationEvent): Reading;
}

/** The inbox has validated the data by this definition before any effect sees the event. */
export function reads<Data>(definition: EventDefinition<Data>, read: (event: IntegrationEvent<Data>) => Reading): Reader {
  return { type: definition.type, read: (event) => read(event as IntegrationEvent<Data>) };
}

/** Recording time in microseconds: later for what was recorded later by the same service, whichever stream it belongs to. */
export function recordedMicroseconds(event: IntegrationEvent): number {
  const match = /^(.{19})\.(\d{6})Z$/.exec(event.time);
  if (match === null) throw new Error(`event ${event.id} has no recording time of the expected form`);
  return Date.parse(`${match[1]}Z`) * 1000 + Number(match[2]);
}

/** Which service owns a stream, by the aggregate in front of its id. A clock names streams of other services. */
export const sourceOfAggregate: Readonly<Record<string, string>> = {
  clue: '/xiezhi/clue-transfer',
  'hand-off': '/xiezhi/clue-transfer',
  problem: '/xiezhi/clue-transfer',
  dispute: '/xiezhi/clue-transfer',
  matter: '/xiezhi/clue-transfer',
  'case-file': '/xiezhi/case-supervision',
  'file-return': '/xiezhi/case-supervision',
  supervision: '/xiezhi/case-supervision',
  thread: '/xiezhi/feedback',
};
