import { randomUUID } from 'node:crypto';
import { type AgencyKind, AgencyRegisteredV1, type Caller, type DivisionLevel, type Role } from '@xiezhi/contracts';
import { callerOf, eventually, integrationEvent, type TestDatabase, type TestService } from '@xiezhi/testing';

/** Agencies of one spec run: topics are shared by all specs, and an agency is registered under one sequence. */
export function ownAgencies<Name extends string>(service: () => TestService, kinds: Record<Name, AgencyKind>) {
  const ids = Object.fromEntries(Object.keys(kinds).map((name) => [name, randomUUID()])) as Record<Name, string>;
  const call = (name: Name, role: Role, more: Partial<Caller> = {}) =>
    callerOf('harbour', role, { agency: ids[name], account: `${name}.${role}`, post: `${name}.${role}`, agencyName: name, ...more });
  return {
    ids,
    as: (name: Name, role: Role, more: Partial<Caller> = {}) => service().as(call(name, role, more)),
    /** Tells the service of them as the directory would. */
    register: (level: DivisionLevel = 'county') =>
      service().publish(...Object.entries<AgencyKind>(kinds).map(([name, kind]) => registered(ids[name as Name], name, kind, level))),
    /** Waits until the service has heard of them. */
    known: ({ admin, schema }: TestDatabase) =>
      eventuallyTold(async () => {
        const { rowCount } = await admin.query(`select 1 from ${schema}.known_agency where id = any($1)`, [Object.values(ids)]);
        if (rowCount !== Object.keys(ids).length) throw new Error(`${String(rowCount)} agencies are known`);
      }),
  };
}

function registered(id: string, slug: string, kind: AgencyKind, level: DivisionLevel) {
  const name = { name: `${slug} 测试单位`, shortName: slug, documentWord: `测${slug}` };
  const place = { division: '330523', level, creditCode: '11330523000000078G' };
  return integrationEvent(
    AgencyRegisteredV1,
    `agency/${id}`,
    { id, slug, ...name, kind, ...place, desks: [], posts: [] },
    { familyId: id, parties: [] },
  );
}

/** Through relay, broker and inbox, on a machine that runs other specs at the same time. */
export const eventuallyTold = <Result>(check: () => Promise<Result> | Result) => eventually(check, { withinMs: 25_000 });
