import { randomUUID } from 'node:crypto';
import type { Role } from '@xiezhi/contracts';
import type { Company } from './company.ts';
import type { Journal } from './journal.ts';
import { counties, type LifeSoFar, lifeSteps, stepsToAccepted } from './life-steps.ts';
import { Officer } from './officer.ts';

const stepWithinMs = 240_000;

/** How far a life goes: to the end, or until the receiver has accepted and everything else is left to the services. */
export type Reach = 'whole' | 'accepted';

/** The life of one hand-off, from the registered clue to the confirmed feedback, as far as it has come. */
export interface Life {
  so: LifeSoFar;
  /** So many of its steps were answered with yes. */
  done: number;
}

/** Plays whole lives of hand-offs with officers who come again until they are answered. */
export class Lifecycles {
  readonly #company: Company;
  readonly #journal: Journal;
  readonly #officers = new Map<string, Officer>();
  readonly #reach: Reach;
  #count = 0;

  constructor(company: Company, journal: Journal, reach: Reach = 'whole') {
    this.#company = company;
    this.#journal = journal;
    this.#reach = reach;
  }

  begin(): Life {
    return { so: { life: randomUUID(), county: counties[this.#count++ % counties.length]! }, done: 0 };
  }

  /**
   * Carries a life on from where it stands.
   *
   * @param begun told of the family once there is one
   * @returns whether it is over; otherwise a step was refused, or not answered in time, and the life may be carried on later
   */
  async carryOn(life: Life, begun: (family: string) => void = () => undefined): Promise<boolean> {
    const { so } = life;
    const steps = this.#reach === 'whole' ? lifeSteps : lifeSteps.slice(0, stepsToAccepted);
    for (const step of steps.slice(life.done)) {
      const officer = this.#officer(`${so.county}-${step.office}`, step.role);
      const until = performance.now() + stepWithinMs;
      const answer = await officer.command(step.service, step.path(so), step.body(so), `${so.life}/${step.name}`, until);
      if (answer === undefined) return false;
      if (step.name === 'register') begun((so.clueId = answer.id));
      if (step.name === 'draft') so.handOffId = answer.id;
      life.done += 1;
    }
    return true;
  }

  #officer(slug: string, role: Role): Officer {
    const name = `${slug}.${role}`;
    const officer = this.#officers.get(name) ?? new Officer(this.#company, this.#journal, slug, role);
    this.#officers.set(name, officer);
    return officer;
  }
}
