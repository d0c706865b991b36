import type { AgencyId } from '@xiezhi/contracts';
import type { Rung } from './clocks-in-memory.ts';

/** How one deadline stands: who owes, when, and how it ended. */
export interface Deadline {
  holder: AgencyId;
  due: string;
  outcome: string;
}
/** Absent `before`: only the changed pack counts it; absent `after`: only the old one did. */
export interface DeadlineDifference {
  ruleId: string;
  subject: string;
  matterId: string;
  before?: Deadline;
  after?: Deadline;
}
/** When a rung was told, and the level of supervision it would lead to a proposal of, where somebody is entitled to lead it. */
export interface ToldRung {
  at: string;
  proposes?: string;
}
/** A warning or a breach that would be told on another day, not at all, or with another proposal. */
export interface RungDifference {
  ruleId: string;
  subject: string;
  matterId: string;
  rung: Rung;
  before?: ToldRung;
  after?: ToldRung;
}
/** A step that was taken, and what the two versions say of it. */
export interface GuardDifference {
  subject: string;
  chart: string;
  transition: string;
  before: string;
  after: string;
}
/** A hand-off, and what the two versions say of its route: the terms it went under, or the chart its file follows. */
export interface RouteDifference {
  subject: string;
  routeId: string;
  before: string;
  after: string;
}
export interface Differences {
  /** Announcements of this mechanism that were looked at. */
  events: number;
  deadlines: DeadlineDifference[];
  rungs: RungDifference[];
  guards: GuardDifference[];
  routes: RouteDifference[];
}

export const noDifferences = (): Differences => ({ events: 0, deadlines: [], rungs: [], guards: [], routes: [] });

export const isNothing = ({ deadlines, rungs, guards, routes }: Differences): boolean =>
  deadlines.length + rungs.length + guards.length + routes.length === 0;
