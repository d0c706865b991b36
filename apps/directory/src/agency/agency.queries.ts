import { AgencyKind, DivisionCode, DivisionLevel, Post, Role, Slug } from '@xiezhi/contracts';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Page, page, pageFields, pageOf } from '../paging.ts';
import { AgencyRow, DeskRow, PostGrantRow, PostRow } from './agency.entity.ts';

export const AgencySummary = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  shortName: z.string(),
  kind: AgencyKind,
  division: z.string(),
  level: DivisionLevel,
  creditCode: z.string(),
  documentWord: z.string().nullable().describe('机关代字; null: the agency issues no numbered documents here'),
  legalEntity: z.uuid().nullable(),
  abolishedOn: z.iso.date().nullable().describe('Last legal day of an abolished agency: nothing new goes to it afterwards'),
  successor: z.uuid().nullable().describe('Takes over from an abolished agency'),
});
export type AgencySummary = z.infer<typeof AgencySummary>;

export const AgencyDetail = AgencySummary.extend({
  desks: z.array(z.object({ id: z.string(), name: z.string() })),
  posts: z.array(Post),
}).meta({ id: 'Agency' });
export type AgencyDetail = z.infer<typeof AgencyDetail>;

export const AgencyPage = pageOf(AgencySummary).meta({ id: 'AgencyPage' });

export const AgencyQuery = z.strictObject({
  ...pageFields,
  slug: Slug.optional().describe('That agency alone'),
  kind: AgencyKind.optional(),
  division: DivisionCode.optional(),
});

/** Agencies by slug. */
export async function listAgencies(dataSource: DataSource, query: z.infer<typeof AgencyQuery>): Promise<Page<AgencySummary>> {
  const { limit, after, slug: wanted, kind, division } = query;
  const rows = dataSource
    .createQueryBuilder(AgencyRow, 'agency')
    .orderBy('agency.slug')
    .take(limit + 1);
  if (wanted !== undefined) rows.andWhere('agency.slug = :wanted', { wanted });
  if (kind !== undefined) rows.andWhere('agency.kind = :kind', { kind });
  if (division !== undefined) rows.andWhere('agency.division = :division', { division });
  if (after !== undefined) rows.andWhere('agency.slug > :after', { after });
  return page(await rows.getMany(), limit, ({ slug }) => slug, summaryOf);
}

function summaryOf(agency: AgencyRow): AgencySummary {
  const { id, slug, name, shortName, kind, division, level, creditCode, documentWord, legalEntity, abolishedOn, successor } = agency;
  return { id, slug, name, shortName, kind, division, level, creditCode, documentWord, legalEntity, abolishedOn, successor };
}

export async function agencyById(dataSource: DataSource, id: string): Promise<AgencyDetail | undefined> {
  const agency = await dataSource.getRepository(AgencyRow).findOneBy({ id });
  if (agency === null) return undefined;
  const [desks, posts] = await Promise.all([
    dataSource.getRepository(DeskRow).find({ where: { agency: id }, order: { place: 'asc' } }),
    dataSource.getRepository(PostRow).find({ where: { agency: id }, order: { place: 'asc' } }),
  ]);
  return {
    ...summaryOf(agency),
    desks: desks.map(({ id: deskId, name }) => ({ id: deskId, name })),
    posts: posts.map(({ id: post, role, name, desk }) => ({ id: post, role, name, ...(desk !== null && { desk }) })),
  };
}

export const HeldPost = z.object({
  grant: z.uuid(),
  account: z.string(),
  post: z.string(),
  name: z.string(),
  role: Role,
  from: z.iso.date(),
  to: z.iso.date().nullable(),
  desk: z.object({ id: z.string(), name: z.string() }).nullable(),
  agency: AgencySummary.omit({ creditCode: true, documentWord: true, legalEntity: true, abolishedOn: true, successor: true }),
});
export type HeldPost = z.infer<typeof HeldPost>;

export const HeldPostPage = pageOf(HeldPost).meta({ id: 'HeldPostPage' });

export const HeldPostQuery = z.strictObject({
  ...pageFields,
  account: z.string().min(1).max(120).optional(),
  agency: z.uuid().optional(),
  after: z.uuid().optional(),
});

type JoinedGrant = PostGrantRow & { held: PostRow; of: AgencyRow; at: DeskRow | null };

/** Posts held on a day, by grant. Revoked grants and those whose days are over or to come are not among them. */
export async function listHeldPosts(dataSource: DataSource, query: z.infer<typeof HeldPostQuery>, on: string): Promise<Page<HeldPost>> {
  const { limit, after, account, agency } = query;
  const grants = dataSource
    .createQueryBuilder(PostGrantRow, 'g')
    .innerJoinAndMapOne('g.held', PostRow, 'post', 'post.id = g.post')
    .innerJoinAndMapOne('g.of', AgencyRow, 'agency', 'agency.id = post.agency')
    .leftJoinAndMapOne('g.at', DeskRow, 'desk', 'desk.id = post.desk')
    .where('g.revokedAt is null and g.fromOn <= :on and (g.toOn is null or g.toOn >= :on)', { on })
    .orderBy('g.id')
    .limit(limit + 1);
  if (account !== undefined) grants.andWhere('g.account = :account', { account });
  if (agency !== undefined) grants.andWhere('post.agency = :agency', { agency });
  if (after !== undefined) grants.andWhere('g.id > :after', { after });
  const rows = (await grants.getMany()) as JoinedGrant[];
  return page(rows, limit, ({ id }) => id, heldPostOf);
}

function heldPostOf({ id, account, fromOn, toOn, held, of, at }: JoinedGrant): HeldPost {
  const desk = at === null ? null : { id: at.id, name: at.name };
  return { grant: id, account, post: held.id, name: held.name, role: held.role, from: fromOn, to: toOn, desk, agency: of };
}
