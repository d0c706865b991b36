import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { KnownParty, KnownRoute as RouteOfDraft } from '../hand-off/hand-off.decider.ts';
import { KnownAgency } from './known-agency.entity.ts';
import { KnownRoute } from './known-route.entity.ts';

/** Look-ups of what the directory told this service. An agency or route it has not heard of yet is unknown, never guessed. */
@Injectable()
export class KnownDirectory {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async party(id: string): Promise<KnownParty | undefined> {
    return (await this.dataSource.getRepository(KnownAgency).findOneBy({ id })) ?? undefined;
  }

  async route(slug: string): Promise<RouteOfDraft | undefined> {
    const known = await this.dataSource.getRepository(KnownRoute).findOneBy({ slug });
    if (known === null) return undefined;
    const { validTo, ...terms } = known.terms;
    const last = [known.lastDay, validTo]
      .filter((day) => typeof day === 'string')
      .toSorted()
      .at(0);
    return { ...terms, validTo: last };
  }
}
