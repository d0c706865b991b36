import type { LocalDate } from '@xiezhi/statutory-time';

/**
 * What is counted: one thing with a life, as far as a reader may see it, without a word of free text. Days are legal days; instants are
 * RFC 3339. Lists are in the order in which things happened.
 */
interface Counted {
  /** Stream, `<aggregate>/<uuid>`; of a family its id. */
  id: string;
  familyId: string;
  /** Which sort within its kind: what a hand-off hands over, chart of a file, row of a deadline, kind of a duty, level of a supervision. */
  class: string;
}

export interface Step {
  transition: string;
  from: string;
  to: string;
  on: LocalDate;
  /** What the chart announces of the step: days, codes, amounts. */
  fields?: Readonly<Record<string, string | number | boolean>>;
}

/** Legal pauses of a deadline, half-open; the last may be open. */
export interface Pause {
  from: LocalDate;
  to?: LocalDate;
}

export interface ProblemItem extends Counted {
  kind: 'problem';
  reportedOn: LocalDate;
  categoryCode?: string;
  divisionCode?: string;
  waterBodyId?: string;
  isNamedReport: boolean;
  steps: Step[];
  pauses?: Pause[];
}

export type HandOffEnd = 'accepted' | 'refused' | 'forwarded' | 'recalled' | 'returned';

export interface HandOffItem extends Counted {
  kind: 'hand-off';
  isOwning: boolean;
  matterId: string;
  sender: string;
  receiver: string;
  sentAt: string;
  sentOn: LocalDate;
  /** Set where it was opened by forwarding. */
  predecessor?: string;
  sourceCode?: string;
  hasPackage: boolean;
  hasNumber: boolean;
  receivedAt?: string;
  receivedOn?: LocalDate;
  /** First answer of any kind after the sending: a supplement asked for, accepted, refused, forwarded. */
  firstActionAt?: string;
  supplementedOn: LocalDate[];
  end?: { how: HandOffEnd; at: string; on: LocalDate };
  /** Known to whoever may see the matter, and the agencies' kinds to everybody. */
  senderKind?: string;
  receiverKind?: string;
  domainCode?: string;
  divisionCode?: string;
  waterBodyId?: string;
}

/** A clue from its first sending on, joined with what the receiver told of its decision. */
export interface LeadItem extends Counted {
  kind: 'lead';
  sentOn: LocalDate;
  isRecalled: boolean;
  decidedOn?: LocalDate;
  resultCode?: string;
  pauses?: Pause[];
}

/** A duty of feedback. That of kind FILING carries the decision on the matter, which debtor and creditor see alike. */
export interface DutyItem extends Counted {
  kind: 'duty';
  owedOn: LocalDate;
  handOffId?: string;
  matterId: string;
  resultCode?: string;
}

export interface FileItem extends Counted {
  kind: 'file';
  openedOn: LocalDate;
  /** What was handed over; absent where the keeper opened it by itself. */
  cameWith?: 'problem' | 'clue' | 'case-file';
  steps: Step[];
  pauses?: Pause[];
  /** Deadlines of the file, where a figure asks for them. */
  deadlines?: ClockItem[];
}

export type Outcome = 'met' | 'met-late' | 'met-learnt-late' | 'cancelled';

export interface Due {
  on: LocalDate;
  /** Done before this instant is done in time: the end of the last day, or for hour rows the end of the last hour. */
  before: string;
}

export interface ClockItem extends Counted {
  kind: 'clock';
  subject: string;
  startedOn: LocalDate;
  nature: 'statutory' | 'agreed' | 'internal';
  /** As first told, and as in force last (SC-5). Neither is known of a deadline that has been paused since its start. */
  original?: Due;
  due?: Due;
  isPaused: boolean;
  extensions: number;
  pauses: Pause[];
  stopped?: { outcome: Outcome; at: string; on: LocalDate };
}

export interface SupervisionItem extends Counted {
  kind: 'supervision';
  issuedOn?: LocalDate;
  originalLimitOn?: LocalDate;
  limitOn?: LocalDate;
  extensions: number;
  liftedOn?: LocalDate;
  escalatedOn?: LocalDate;
  /** Ended otherwise: rejected before it was issued, or failed. */
  droppedOn?: LocalDate;
}

export interface DisputeItem extends Counted {
  kind: 'dispute';
  raisedOn: LocalDate;
  boundOn?: LocalDate;
  withdrawnOn?: LocalDate;
}

/** All that stems from one set of facts, folded from the other items of the family. */
export interface FamilyItem extends Counted {
  kind: 'family';
  firstAt: string;
  firstOn: LocalDate;
  /** When the last of its matters came to rest; absent while one is open. */
  closedAt?: string;
  closedOn?: LocalDate;
  organs: number;
  /** Hand-offs of the family, for the time between organs. */
  waits: { sentAt: string; receivedAt?: string; firstActionAt?: string; endedAt?: string }[];
}

export type Item = ProblemItem | HandOffItem | LeadItem | DutyItem | FileItem | ClockItem | SupervisionItem | DisputeItem | FamilyItem;
export type ItemKind = Item['kind'];
export type ItemOf<Kind extends ItemKind> = Extract<Item, { kind: Kind }>;
