import type { Action, AgencyId, EventDefinition, IntegrationEvent } from '@xiezhi/contracts';
import type { StandingState } from './standing-state.ts';
import type { TurnKind } from '../worklist/turn-kind.ts';

/**
 * What the portal reads out of one event: a line of the family's timeline, where the event's stream stands now, whose turn it is,
 * and who else is told. Pure. Each part is merged into its table by rank or by event id, so that events may be applied in any order,
 * and twice, with the same result.
 */
export interface Reading {
  line: Line;
  standing: Standing;
  turns: Turn[];
  tells: Tell[];
}

/** What a sentence is made of: agencies, the title, codes. Never a reason, an answer or any other free text. */
export interface Line {
  /** Who acted, or whom it is about. */
  first: AgencyId;
  second?: AgencyId;
  title?: string;
  resultCode?: string;
  feedbackKind?: string;
}

export interface Standing {
  state: StandingState;
  title?: string;
  /** Who answers for the matter in this state. */
  owner?: AgencyId;
  counterpart?: AgencyId;
  clueId: string;
  resultCode?: string;
  feedbackKind?: string;
}

/**
 * Whether it is an agency's turn on an item, as of `rank`. The highest rank of an (item, agency) wins. Items are streams, ranked by
 * announcement sequence; only what waits for *another* stream (a refused clue waits for the next hand-off) is an item of its own,
 * ranked by recording time.
 */
export interface Turn {
  item: string;
  agency: AgencyId;
  /** `null`: not this agency's turn any more. */
  kind: TurnKind | null;
  rank: number;
  title: string;
  counterpart?: AgencyId;
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
