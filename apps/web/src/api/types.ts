// What the screens read of the answers. The services' OpenAPI documents say more.

export interface NamedAgency {
  id: string;
  name: string;
}

export interface MyPost {
  id: string;
  name: string;
  role: string;
  agency: NamedAgency;
}

export interface Me {
  account: string;
  post?: MyPost;
  posts: MyPost[];
  may: { action: string; subject: string }[];
  world?: { id: string; name: string; legalNow: string };
}

export type Tone = 'normal' | 'attention' | 'warning' | 'overdue' | 'past' | 'paused' | 'met' | 'met-late' | 'cancelled' | 'unknown';

export interface Deadline {
  clockId: string;
  ruleId: string;
  ruleName: string;
  subject: string;
  holder: NamedAgency;
  light: { tone: Tone; count?: number; unit?: 'working-day' | 'calendar-day' | 'hour' };
  dueAt?: string;
  isProvisional: boolean;
  nature?: string;
  change?: string;
}

export const tabs = ['to-sign', 'to-do', 'due-soon', 'overdue', 'to-review', 'sent', 'done'] as const;
export type Tab = (typeof tabs)[number];

export interface WorklistItem {
  item: string;
  kind?: string;
  name: string;
  isMyTurn: boolean;
  familyId: string;
  subject: string;
  handOffId?: string;
  title: string;
  stateName?: string;
  since: string;
  counterpart?: NamedAgency;
  deadline?: Deadline;
}

export interface Worklist {
  agency: NamedAgency;
  legalNow: string;
  tabs: { tab: Tab; total: number; isMore: boolean }[];
  items: WorklistItem[];
  next?: string;
}

export interface Standing {
  subject: string;
  stateName: string;
  title?: string;
  matterKind: string;
  matterId: string;
  feedbackKind?: string;
  feedbackKindName?: string;
}

export interface Family {
  familyId: string;
  title?: string;
  owner?: NamedAgency;
  stateName?: string;
  standings: Standing[];
  deadlines: Deadline[];
  openItems: (WorklistItem & { agency: NamedAgency })[];
}

export interface TimelineLine {
  eventId: string;
  type: string;
  sentence: string;
  post?: { id: string; name: string };
  actedAt: string;
  recordedAt: string;
}

export interface Timeline {
  lines: TimelineLine[];
  isCut: boolean;
}

/** Chosen members of a matter's content, and items of its manifest by SHA-256. */
export interface Parts {
  content: string[];
  materials: string[];
}

export interface HandOff {
  id: string;
  version: number;
  status: string;
  kind: 'owning' | 'share';
  matterKind: string;
  matterId: string;
  familyId: string;
  title: string;
  sourceCode?: string;
  sender: string;
  receiver: string;
  routeId: string;
  purpose: string;
  legalBasis: string;
  /** What of the matter goes along; absent: all of it. */
  parts?: Parts;
  documentNumber?: string;
  package?: { sha256: string; sm3: string; materialCount: number };
  reasonCode?: string;
  reason?: string;
  remark?: string;
  recallRequest?: { reason: string };
  rounds?: { items: string[]; reason: string; answer?: { outcome: string; statement?: string } }[];
  next?: { successor: string; receiver: string };
}

/** Exactly the bytes the digests are over. */
export interface FrozenPackage {
  text: string;
  sha256: string;
  sm3: string;
}

export interface Material {
  name: string;
  kind: string;
  mediaType: string;
  bytes: number;
  sha256: string;
}

/** One field of a step, as the chart defines it. */
export interface FormField {
  field: string;
  name: string;
  kind:
    | 'line'
    | 'text'
    | 'lines'
    | 'day'
    | 'planned-day'
    | 'flag'
    | 'number'
    | 'agency'
    | 'agencies'
    | 'uuid'
    | 'account'
    | 'code'
    | 'codes'
    | 'checklist'
    | 'records';
  isRequired: boolean;
  hint?: string;
  max?: number;
  options?: { value: string; name: string }[];
  members?: { member: string; name: string; kind: 'line' | 'text' | 'day' | 'digest' | 'number'; isOptional: boolean }[];
}

/** A step of a chart: what it asks for, whether it is possible now, and why not. */
export interface ChartStep {
  transition: string;
  name: string;
  toName?: string;
  /** Code of the document the step makes, and how that is called. */
  document?: string;
  documentName?: string;
  isPossible: boolean;
  title?: string;
  advice?: string;
  form: FormField[];
  source: string;
}

/** A problem or a dispute: what several organs follow on one chart. */
export interface SharedMatter {
  version: number;
  familyId: string;
  stageName: string;
  /** A dispute's; that of a problem is in its report. */
  title?: string;
  report?: { title: string };
  /** 编号 of a problem. */
  number?: string;
  known: Record<string, unknown>;
  form: FormField[];
}

export interface OpenableChart {
  chart: string;
  title: string;
  /** It goes on from a file of one of these. */
  from?: string[];
}

export interface Possible {
  verb: string;
  name?: string;
  document?: string;
  documentName?: string;
  form?: FormField[];
  source?: string;
  isPossible: boolean;
  code?: string;
  title?: string;
  advice?: string;
  detail?: string;
}

export interface CaseFile {
  id: string;
  version: number;
  status: 'open' | 'handing-over' | 'handed-over' | 'returned';
  title: string;
  familyId: string;
  chart: string;
  chartTitle: string;
  stageName: string;
  values: Record<string, unknown>;
  form: FormField[];
  /** The file's own hand-off on its way. */
  referral?: { handOffId: string; receiver: string };
}

/** What keeper and sender of a file say to each other about giving it back. */
export interface FileReturn {
  id: string;
  status: 'open' | 'requested' | 'returned' | 'foreclosed';
  request?: { by: string; reason: string };
  declined?: { by: string; reason: string };
}

/** What became of each hand-off that was signed together with others. */
export interface BulkApproval {
  results: { id: string; isApproved: boolean; code?: string; title?: string; advice?: string }[];
  readToken: string;
}

export interface AnswerItem {
  item: string;
  measure: string;
  state: 'done' | 'in-progress' | 'planned' | 'impossible';
  proof: { name: string; sha256: string }[];
  plannedOn?: string;
}

export interface Thread {
  id: string;
  version: number;
  status: string;
  kind: string;
  debtor: string;
  creditor: string;
  handOffId?: string;
  asked: string[];
  isTyped?: boolean;
  decidedResult?: string;
  answer?: { resultCode?: string; answer: string; items: AnswerItem[] };
  objection?: { grounds: string; asked: string[] };
}

export interface Clue {
  id: string;
  version: number;
  status: string;
  owner: string;
  content: {
    title: string;
    description: string;
    sourceCode: string;
    domainCode: string;
    divisionCode: string;
    place?: string;
    foundAt: string;
  };
  materials: Material[];
  hasReporter: boolean;
}

export interface Agency {
  id: string;
  slug: string;
  name: string;
  shortName: string;
  kind: string;
  division: string;
  level: string;
}

export interface Route {
  slug: string;
  name: string;
  kind: 'owning' | 'share';
  matterKind: string;
  fromKind: string;
  alsoFrom?: string[];
  toKind: string;
  alsoTo?: string[];
  relation: 'same-division' | 'within-division' | 'same-level' | 'any';
  sourceCodes: string[];
  requiredMaterial: string[];
  legalBasis: { text: string; article: string; evidence: string }[];
  validFrom: string;
  validTo?: string;
  lastDay: string | null;
}

export interface Page<Item> {
  items: Item[];
  next?: string | null;
}

/** A list of the mechanisms in force: what may be chosen, by the name charts and refusals call it. */
export interface CodeList {
  list: string;
  title: string;
  codes: { code: string; name: string; group?: string }[];
}

export interface Division {
  code: string;
  name: string;
}

/** The why of a deadline: the account a clock gives of itself. */
export interface DeadlineWhy {
  source: string;
  consequence?: string;
  mark: string;
  packVersion: string;
  sentences: string[];
}

/** A deadline that would begin if the draft were sent now. */
export interface PlannedDeadline {
  ruleId: string;
  ruleName: string;
  holder: string;
  dueAt: string;
  isProvisional: boolean;
  nature: string;
  mark: string;
  source: string;
  sentences: string[];
}
export interface IfSent {
  at: string;
  items: PlannedDeadline[];
}

export interface Share {
  numerator: number;
  denominator: number;
  shown: string;
}

export interface Spread {
  n: number;
  median: number;
  p90: number;
  mean: number;
}

export interface Figure {
  id: string;
  name: string;
  formula: string;
  mark: 'D' | 'V2';
  basis: 'flow' | 'cohort';
  shape: 'count' | 'rate' | 'days' | 'ratio' | 'mean';
  unit: string;
  isAvailable: boolean;
  reason?: string;
  shown?: string;
  numerator?: number;
  denominator?: number;
  original?: Share;
  gross?: Spread;
  net?: Spread;
  open?: { n: number; medianAge?: number };
  isImmature?: boolean;
  groups?: { split: string; title: string; key: string; name: string; share: Share }[];
  notes?: string[];
  change?: { relativeShown: string; pointsShown?: string };
  frozen?: FrozenMark;
  restated?: Restated;
  /** Of a month that is not frozen yet: legal day on which it is to be. */
  freezesOn?: string;
}

export interface FrozenMark {
  on: string;
  dueOn: string;
  cutOff: string;
  digest: string;
  calendar: string;
  isProvisional: boolean;
  isIntact: boolean;
}

export type Restated = Pick<Figure, 'shown' | 'numerator' | 'denominator' | 'original' | 'gross' | 'net' | 'open' | 'groups'> & {
  digest: string;
  footnote: string;
};

export interface Figures {
  period: { text: string; from: string; to: string; isOpen: boolean };
  legalNow: string;
  figures: Figure[];
}

export interface FigureItem {
  id: string;
  familyId: string;
  title?: string;
  numerator: number;
  denominator: number;
  grossDays?: number;
  netDays?: number;
  openDays?: number;
}
