import type { Ladder, MechanismPack } from '@xiezhi/mechanism-pack';

/** Injection token of the pack's ladder of supervision. */
export const LADDER = Symbol('case-supervision.ladder');
/** Injection token of the pack's calendars, as one. */
export const CALENDAR = Symbol('case-supervision.calendar');

/** @throws Error when the pack has no ladder: the service cannot work with this pack and must not start */
export function ladderOf({ header, ladder }: MechanismPack): Ladder {
  if (ladder === undefined) throw new Error(`the mechanism pack ${header.name} has no ladder.yaml`);
  return ladder;
}
