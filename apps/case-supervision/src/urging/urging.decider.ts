import type { AgencyId, FamilyId, MatterKind, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';

/** 平件, 加急, 特急 (DOMAIN 6.12), rising. */
export const urgencies = ['normal', 'urgent', 'most-urgent'] as const;
export type Urgency = (typeof urgencies)[number];

/**
 * What one sender says to one unit about one matter to hurry it (S1 催办): a reminder without limit or number. The stream is the whole
 * talk between the two, so the rule against spam needs nothing beyond it: one in so many hours, unless the urgency rises.
 */
export type Urgings = { status: 'none' } | (Between & { status: 'urged'; last: Urging });

interface Between {
  matterKind: MatterKind;
  matterId: string;
  familyId: FamilyId;
  world?: WorldId | undefined;
  title: string;
  unit: AgencyId;
  /** Absent: the system, at a warning point of a clock. */
  urgedBy?: AgencyId | undefined;
  /** Who sees it beside the unit: the sender, or those who watch the clock. */
  watchers: readonly AgencyId[];
}

export interface Urging {
  urgingId: string;
  /** Legal moment, RFC 3339. */
  at: string;
  urgency: Urgency;
  text: string;
  account?: string | undefined;
  clockId?: string | undefined;
}

export type UrgingCommand = { type: 'UrgeUnit'; between: Between; urging: Urging; isJudicial: boolean; quietHours: number };
export type UrgingEvent = { type: 'UnitUrged'; between: Between; urging: Urging };

function decide({ between, urging, isJudicial, quietHours }: UrgingCommand, urgings: Urgings): UrgingEvent[] {
  if (isJudicial) throw new Refusal('UNIT_NOT_SUPERVISABLE');
  if (between.unit === between.urgedBy) throw new Refusal('SUPERVISION_OF_ITSELF');
  if (urgings.status === 'urged' && isTooSoon(urging, urgings.last, quietHours)) {
    const isSame = urging.text === urgings.last.text && urging.account === urgings.last.account && urging.urgency === urgings.last.urgency;
    // The system has said it already; a person who says the same again is heard, one who says more is told to wait.
    if (isSame || between.urgedBy === undefined) return [];
    throw new Refusal('URGED_RECENTLY', { last: urgings.last.at, hours: quietHours });
  }
  return [{ type: 'UnitUrged', between, urging }];
}

/** Also an act of before the last one, recorded late, is too soon: the hours lie around what was said. */
function isTooSoon(urging: Urging, last: Urging, quietHours: number): boolean {
  const rises = urgencies.indexOf(urging.urgency) > urgencies.indexOf(last.urgency);
  return !rises && Math.abs(Date.parse(urging.at) - Date.parse(last.at)) < quietHours * 3_600_000;
}

function evolve(_urgings: Urgings, { between, urging }: UrgingEvent): Urgings {
  return { ...between, status: 'urged', last: urging };
}

export const urgingDecider: Decider<UrgingCommand, UrgingEvent, Urgings> = { initialState: { status: 'none' }, decide, evolve };
