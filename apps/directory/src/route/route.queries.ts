import { AgencyKind, RouteTerms } from '@xiezhi/contracts';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Page, page, pageFields, pageOf } from '../paging.ts';
import { RouteRow } from './route.entity.ts';

export const RouteDetail = RouteTerms.extend({
  id: z.uuid(),
  lastDay: z.iso.date().nullable().describe('Set once the route was withdrawn: the last day on which something may be drafted on it'),
}).meta({ id: 'Route' });
export type RouteDetail = z.infer<typeof RouteDetail>;

export const RoutePage = pageOf(RouteDetail).meta({ id: 'RoutePage' });

export const RouteQuery = z.strictObject({ ...pageFields, fromKind: AgencyKind.optional(), toKind: AgencyKind.optional() });

/** Routes by slug, withdrawn ones among them: what is under way keeps them. */
export async function listRoutes(dataSource: DataSource, query: z.infer<typeof RouteQuery>): Promise<Page<RouteDetail>> {
  const { limit, after, fromKind, toKind } = query;
  const rows = dataSource
    .createQueryBuilder(RouteRow, 'route')
    .orderBy('route.slug')
    .take(limit + 1);
  if (fromKind !== undefined)
    rows.andWhere(`(route.terms ->> 'fromKind' = :fromKind or coalesce(jsonb_exists(route.terms -> 'alsoFrom', :fromKind), false))`, {
      fromKind,
    });
  if (toKind !== undefined)
    rows.andWhere(`(route.terms ->> 'toKind' = :toKind or coalesce(jsonb_exists(route.terms -> 'alsoTo', :toKind), false))`, { toKind });
  if (after !== undefined) rows.andWhere('route.slug > :after', { after });
  return page(
    await rows.getMany(),
    limit,
    ({ slug }) => slug,
    ({ id, terms, lastOn }) => ({ ...terms, id, lastDay: lastOn }),
  );
}
