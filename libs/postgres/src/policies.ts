import { rolesOf } from '@xiezhi/contracts';

/** The agency a policy compares with; null, and so no rows, when nobody set it (an unset custom setting reads as '' or null). */
export const currentAgency = `nullif(current_setting('xiezhi.agency', true), '')::uuid`;

/**
 * Row policies of a table with case facts. It must have `parties uuid[] not null`. The app role sees and writes rows whose parties
 * include its caller's agency; the worker role sees all, since it acts for nobody; the owner sees none (FORCE).
 */
export function partyPolicies(schema: string, table: string, grants: { app: string; worker: string }): string {
  const { app, worker } = rolesOf(schema);
  return `
    alter table ${schema}.${table} enable row level security;
    alter table ${schema}.${table} force row level security;
    create policy ${table}_parties on ${schema}.${table} to ${app}
      using (parties @> array[${currentAgency}]) with check (parties @> array[${currentAgency}]);
    create policy ${table}_worker on ${schema}.${table} to ${worker} using (true) with check (true);
    grant ${grants.app} on ${schema}.${table} to ${app};
    grant ${grants.worker} on ${schema}.${table} to ${worker};`;
}

/** Grants of a table that holds no case facts: look-ups and machinery. FORCE is not needed where every granted role may see all. */
export function plainGrants(schema: string, table: string, grants: { app?: string; worker?: string }): string {
  const { app, worker } = rolesOf(schema);
  return [
    grants.app === undefined ? '' : `grant ${grants.app} on ${schema}.${table} to ${app};`,
    grants.worker === undefined ? '' : `grant ${grants.worker} on ${schema}.${table} to ${worker};`,
  ].join('\n');
}
