import { Refusal } from '@xiezhi/decider';
import { type Act, worldOf } from '@xiezhi/event-store';

/**
 * The directory is one for all worlds: its agencies, routes and clocks belong to none, so nobody changes them from inside one.
 *
 * @throws Refusal WORLD_MISMATCH
 */
export function outsideWorlds(act: Act): Act {
  if (worldOf(act) !== undefined) throw new Refusal('WORLD_MISMATCH');
  return act;
}
