/**
 * What the catalog knows about one schema ($1), one query per kind of thing. Each yields whole SQL statements in a stable order: by
 * name, except columns, whose order is the table's own. Run with an empty search_path, so that every name comes back qualified.
 */

const grantsFrom = (acl: string, owner: string) => `
  select coalesce(role.rolname, 'public') as grantee,
         string_agg(lower(privilege_type) || case when is_grantable then ' with grant option' else '' end, ', ' order by privilege_type) as privileges
  from aclexplode(${acl}) left join pg_roles role on role.oid = grantee
  where grantee is distinct from ${owner}
  group by 1`;

const inSchema = `n.nspname = $1`;
const comment = (kind: string, name: string, oid: string, catalog: string) =>
  `coalesce(E'\\ncomment on ${kind} ' || ${name} || ' is ' || quote_literal(obj_description(${oid}, '${catalog}')) || ';', '')`;

export const schemaSql = `
  select 'create schema ' || n.nspname || ' authorization ' || pg_get_userbyid(n.nspowner) || ';'
      || coalesce((select string_agg(E'\\ngrant ' || privileges || ' on schema ' || n.nspname || ' to ' || grantee || ';', '' order by grantee)
                   from (${grantsFrom('n.nspacl', 'n.nspowner')}) g), '') as text
  from pg_namespace n where ${inSchema}`;

export const typesSql = `
  select case t.typtype
      when 'e' then 'create type ' || $1 || '.' || t.typname || ' as enum ('
        || (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid) || ');'
      when 'd' then 'create domain ' || $1 || '.' || t.typname || ' as ' || format_type(t.typbasetype, t.typtypmod)
        || case when t.typnotnull then ' not null' else '' end || coalesce(' default ' || t.typdefault, '')
        || coalesce((select string_agg(' ' || pg_get_constraintdef(oid), '' order by conname) from pg_constraint where contypid = t.oid and contype = 'c'), '') || ';'
      else 'create type ' || $1 || '.' || t.typname || ' as ('
        || (select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum) from pg_attribute where attrelid = t.typrelid and not attisdropped) || ');'
    end as text
  from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
  where ${inSchema} and (t.typtype in ('e', 'd') or c.relkind = 'c')
  order by t.typname`;

export const sequencesSql = `
  select 'create sequence ' || $1 || '.' || c.relname || ' as ' || format_type(s.seqtypid, null) || ' start ' || s.seqstart || ' increment ' || s.seqincrement || ';' as text
  from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
  where ${inSchema} and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0)
  order by c.relname`;

export interface TableRow {
  name: string;
  oid: number;
  head: string;
  tail: string;
}

/** Head and tail of `create table`, then what hangs on it; columns and constraints come from their own queries. */
export const tablesSql = `
  select c.relname as name, c.oid::int as oid,
    'create' || case c.relpersistence when 'u' then ' unlogged' else '' end || ' table ' || $1 || '.' || c.relname as head,
    coalesce(' partition by ' || pg_get_partkeydef(c.oid), '')
      || coalesce(' with (' || nullif(array_to_string(array(select unnest(c.reloptions) order by 1), ', '), '') || ')', '') || ';'
      || coalesce((select E'\\nalter table ' || i.inhparent::regclass || ' attach partition ' || $1 || '.' || c.relname || ' ' || pg_get_expr(c.relpartbound, c.oid) || ';'
                   from pg_inherits i where i.inhrelid = c.oid), '')
      || E'\\nalter table ' || $1 || '.' || c.relname || ' owner to ' || pg_get_userbyid(c.relowner) || ';'
      || case when c.relrowsecurity then E'\\nalter table ' || $1 || '.' || c.relname || ' enable row level security;' else '' end
      || case when c.relforcerowsecurity then E'\\nalter table ' || $1 || '.' || c.relname || ' force row level security;' else '' end
      || ${comment('table', `$1 || '.' || c.relname`, 'c.oid', 'pg_class')} as tail
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where ${inSchema} and c.relkind in ('r', 'p')
  order by c.relname`;

/** One line per column, then one per constraint; a constraint that is an index says so itself and is not listed again below. */
export const linesOfTableSql = `
  select text from (
    select 0 as kind, a.attnum::int as place, '' as name,
      quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
        || coalesce((select ' collate ' || quote_ident(collname) from pg_collation co where co.oid = a.attcollation and co.collname not in ('default', 'C') and a.attcollation <> 0), '')
        || case a.attgenerated when 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
             when 'v' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') virtual' else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end
        || case a.attidentity when 'a' then ' generated always as identity' when 'd' then ' generated by default as identity' else '' end
        || case when a.attnotnull then ' not null' else '' end as text
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
    union all
    select 1, array_position(array['p', 'u', 'x', 'f', 'c'], contype::text), conname, 'constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where conrelid = $1 and contype in ('p', 'u', 'x', 'f', 'c')
  ) lines
  order by kind, place, name`;

export const hangersOfTableSql = `
  select text from (
    select 0 as kind, i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) || ';' as text
    from pg_index i where i.indrelid = $1 and not exists (select from pg_constraint where conindid = i.indexrelid and conrelid = $1)
    union all
    select 1, p.polname, 'create policy ' || quote_ident(p.polname) || ' on ' || p.polrelid::regclass
      || case when p.polpermissive then '' else ' as restrictive' end
      || ' for ' || case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end
      || ' to ' || (select string_agg(coalesce(role.rolname, 'public'), ', ' order by role.rolname) from unnest(p.polroles) as r (oid) left join pg_roles role on role.oid = r.oid)
      || coalesce(' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', '') || coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '') || ';'
    from pg_policy p where p.polrelid = $1
    union all
    select 2, tgname, pg_get_triggerdef(oid) || ';' from pg_trigger where tgrelid = $1 and not tgisinternal
    union all
    select 3, g.grantee, 'grant ' || g.privileges || ' on ' || c.oid::regclass || ' to ' || g.grantee || ';'
    from pg_class c cross join lateral (${grantsFrom('c.relacl', 'c.relowner')}) g where c.oid = $1
    union all
    select 4, g.grantee || a.attname, 'grant ' || g.privileges || ' (' || quote_ident(a.attname) || ') on ' || c.oid::regclass || ' to ' || g.grantee || ';'
    from pg_attribute a join pg_class c on c.oid = a.attrelid cross join lateral (${grantsFrom('a.attacl', 'c.relowner')}) g where c.oid = $1
  ) hangers
  order by kind, name`;

export const viewsSql = `
  select 'create' || case c.relkind when 'm' then ' materialized' else '' end || ' view ' || $1 || '.' || c.relname
      || coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '') || E' as\\n' || pg_get_viewdef(c.oid)
      || coalesce((select string_agg(E'\\ngrant ' || privileges || ' on ' || $1 || '.' || c.relname || ' to ' || grantee || ';', '' order by grantee)
                   from (${grantsFrom('c.relacl', 'c.relowner')}) g), '') as text
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where ${inSchema} and c.relkind in ('v', 'm') order by c.relname`;

/** A function without an ACL of its own may be executed by everybody: that is said too, for it is seldom meant. */
export const functionsSql = `
  select pg_get_functiondef(p.oid) || ';'
      || coalesce((select string_agg(E'\\ngrant ' || privileges || ' on function ' || p.oid::regprocedure || ' to ' || grantee || ';', '' order by grantee)
                   from (${grantsFrom(`coalesce(p.proacl, acldefault('f', p.proowner))`, 'p.proowner')}) g), '')
      || ${comment('function', 'p.oid::regprocedure', 'p.oid', 'pg_proc')} as text
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where ${inSchema} and p.prokind in ('f', 'p') order by p.proname, pg_get_function_identity_arguments(p.oid)`;
