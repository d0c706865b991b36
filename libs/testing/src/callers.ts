import { randomUUID } from 'node:crypto';
import type { Caller, Role } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';

/** Agencies of the tests. They have names, not numbers; the directory of Huzhou has its own. */
export const agencies = {
  harbour: '01920000-0000-7000-8000-00000000aa01',
  customs: '01920000-0000-7000-8000-00000000aa02',
  police: '01920000-0000-7000-8000-00000000aa03',
} as const;
export type TestAgency = keyof typeof agencies;

/** A caller of one test agency in one role: `callerOf('customs', 'intake')`. */
export function callerOf(agency: TestAgency, role: Role = 'handler', more: Partial<Caller> = {}): Caller {
  return {
    account: `${agency}.${role}`,
    post: `${agency}.${role}`,
    agency: agencies[agency],
    agencyName: agency,
    roles: [role],
    strength: 'password',
    ...more,
  };
}

export function actOf(caller: Act['caller'], more: Partial<Act> = {}): Act {
  return { caller, correlationId: randomUUID(), ...more };
}

/** A legal clock that only the test moves. */
export function legalClock(start: string) {
  let now = new Date(start);
  return {
    now: () => now.toISOString(),
    advanceTo(moment: string): void {
      const next = new Date(moment);
      if (next <= now) throw new Error(`a legal clock moves forward: ${moment} is not after ${now.toISOString()}`);
      now = next;
    },
  };
}
