import type { RouteTerms } from '@xiezhi/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { poolOf, statement } from '@xiezhi/postgres';
import { DataSource } from 'typeorm';
import type { KnownAgency } from './known-agency.entity.ts';
import { KnownRoute } from './known-route.entity.ts';

// Asked several times in the life of every file, so prepared: through the entity it was put together and planned anew each time.
const findAgencies = statement<KnownAgency & Record<string, unknown>>(
  'case_supervision.known_directory.find_agencies',
  `select id, name, kind, level, division, document_word as "documentWord" from case_supervision.known_agency where id = any($1::uuid[])`,
);

/** Look-ups of what the directory told this service. An agency it has not heard of yet is unknown, never guessed. */
@Injectable()
export class KnownDirectory {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async agency(id: string): Promise<KnownAgency | undefined> {
    return (await this.agencies([id])).get(id);
  }

  async agencies(ids: readonly string[]): Promise<ReadonlyMap<string, KnownAgency>> {
    if (ids.length === 0) return new Map();
    const found = await findAgencies(poolOf(this.dataSource), ids);
    return new Map(found.map((agency) => [agency.id, agency]));
  }

  /** @param on legal day, Asia/Shanghai; a route that is not in force on it is unknown */
  async route(slug: string, on: string): Promise<RouteTerms | undefined> {
    const known = await this.dataSource.getRepository(KnownRoute).findOneBy({ slug });
    if (known === null) return undefined;
    const { validFrom, validTo } = known.terms;
    const isOver = [known.lastDay, validTo].some((last) => typeof last === 'string' && last < on);
    return on < validFrom || isOver ? undefined : known.terms;
  }
}
