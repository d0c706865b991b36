import { RoutePublishedV1, RouteWithdrawnV1 } from '@xiezhi/contracts';
import { type Handler, when } from '@xiezhi/messaging';
import { statement } from '@xiezhi/postgres';
import { schema } from '../settings.ts';

const insertRoute = statement(`${schema}.insert_route`, `insert into ${schema}.route (id, slug, terms) values ($1, $2, $3::jsonb)`);

const withdrawRoute = statement(`${schema}.withdraw_route`, `update ${schema}.route set last_on = $2::date where id = $1`);

export const routeProjection: Handler[] = [
  when(RoutePublishedV1, async (tx, { data: { id, ...terms } }) => {
    await insertRoute(tx, id, terms.slug, JSON.stringify(terms));
  }),
  when(RouteWithdrawnV1, async (tx, { data }) => {
    await withdrawRoute(tx, data.id, data.lastDay);
  }),
];
