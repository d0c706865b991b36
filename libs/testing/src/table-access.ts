import type { TestDatabase } from './test-database.ts';

/** Who may do what with one table: `forced` or `plain` row security, then the rights of each role but the owner. */
export type TableAccess = Record<string, string>;

/**
 * Every table of a schema with who may do what there. A service's spec compares it with its own list as a whole, so a table that
 * nobody listed, a grant that nobody meant and row security that somebody forgot each fail it.
 *
 * @example { trail: 'forced; audit_app: select; audit_worker: insert, select, update (parties)' }
 */
export async function tableAccess({ admin, schema }: TestDatabase): Promise<TableAccess> {
  const { rows } = await admin.query<{ name: string; forced: boolean; rights: string | null }>(
    `with tables as (
       select c.oid, c.relname as name, c.relowner, c.relrowsecurity and c.relforcerowsecurity as forced, c.relacl
       from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
     ), rights as (
       select t.oid, coalesce(r.rolname, 'public') as role, lower(a.privilege_type) as right
       from tables t, aclexplode(t.relacl) a left join pg_roles r on r.oid = a.grantee where a.grantee is distinct from t.relowner
       union all
       select t.oid, coalesce(r.rolname, 'public'), lower(a.privilege_type) || ' (' || string_agg(c.attname, ', ' order by c.attnum) || ')'
       from tables t join pg_attribute c on c.attrelid = t.oid, aclexplode(c.attacl) a left join pg_roles r on r.oid = a.grantee
       group by t.oid, r.rolname, a.privilege_type
     ), of_role as (
       select oid, role, string_agg(rights.right, ', ' order by rights.right) as rights from rights group by oid, role
     )
     select t.name, t.forced, (select string_agg(o.role || ': ' || o.rights, '; ' order by o.role) from of_role o where o.oid = t.oid) as rights
     from tables t order by t.name`,
    [schema],
  );
  return Object.fromEntries(
    rows.map(({ name, forced, rights }) => [name, [forced ? 'forced' : 'plain', rights].filter(Boolean).join('; ')]),
  );
}

/** The event store's tables (libs/event-store) of a service whose streams have parties. */
export function eventStoreAccess(schema: string): TableAccess {
  const [app, worker] = [`${schema}_app`, `${schema}_worker`];
  return {
    announced: `forced; ${worker}: insert, select`,
    claim: `plain; ${app}: delete, insert, select; ${worker}: delete, insert, select`,
    fact: `forced; ${app}: insert, select, update (parties); ${worker}: insert, select, update (parties)`,
    outbox: `forced; ${app}: insert; ${worker}: delete, insert, select`,
    receipt: `forced; ${app}: insert, select; ${worker}: select`,
    relay_count: `plain; ${worker}: insert, select, update`,
    stream: `forced; ${app}: insert, select, update; ${worker}: insert, select, update`,
  };
}

/** The machinery of libs/messaging and of migrating: the app role reads none of it. */
export function machineryAccess(schema: string): TableAccess {
  const worker = `${schema}_worker`;
  return {
    inbox_beacon: `plain; ${worker}: delete, insert, select, update`,
    inbox_begun: `plain; ${worker}: delete, insert, select, update`,
    relay_member: `plain; ${worker}: delete, insert, select, update`,
    inbox_gate: `plain; ${worker}: delete, insert, select, update`,
    inbox_offset: `plain; ${worker}: delete, insert, select, update`,
    inbox_parked: `forced; ${worker}: delete, insert, select, update`,
    inbox_refused: `plain; ${worker}: insert, select`,
    inbox_seen: `plain; ${worker}: delete, insert, select`,
    migration: 'plain',
    operator_act: `plain; ${worker}: insert, select`,
    relay_lease: `plain; ${worker}: select, update`,
  };
}

/**
 * Reads a table as a role that is no role of this service.
 *
 * @throws the database's refusal, which is what a spec expects
 */
export async function readAsStranger({ admin, schema }: TestDatabase, table: string): Promise<void> {
  await admin.query(`do $$ begin create role stranger_app login; exception when duplicate_object or unique_violation then null; end $$`);
  // In one block, so that the role ends with the statement, whatever becomes of it.
  await admin.query(`do $$ begin set local role stranger_app; perform 1 from ${schema}.${table}; end $$`);
}
