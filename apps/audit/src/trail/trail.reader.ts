import { Inject, Injectable } from '@nestjs/common';
import { noPrevious } from '@xiezhi/contracts';
import { asAgency, poolOf, type RowContext, statement } from '@xiezhi/postgres';
import { DataSource, type EntityManager } from 'typeorm';
import { type Cursor, cursorOf } from './cursor.ts';
import { TrailBody } from './trail-body.entity.ts';
import { Trail } from './trail.entity.ts';
import { breaksListedMax, type Summary, type Verification } from './trail.requests.ts';

type Verdict = Omit<Verification, 'familyId' | 'isComplete'>;

/**
 * Checks anew what the caller may see of one family: numbers without holes, each prev the hash of its predecessor, each readable
 * text still what was hashed. It reads the whole family at once; a family is a matter of some hundred announcements.
 */
const verify = statement<Verdict & Record<string, unknown>>(
  'audit.verify_family',
  `with seen as (
     select t.event_id, t.source, t.subject, t.sequence, t.prev, t.hash, t.is_chained, t.recorded_at, b.body,
       lag(t.sequence, 1, 0) over stream as sequence_before,
       lag(t.hash, 1, '${noPrevious}') over stream as hash_before,
       encode(sha256(convert_to(t.event_id || E'\\n' || t.source || E'\\n' || t.type || E'\\n' || t.subject || E'\\n' || t.recorded_at || E'\\n' || b.body, 'UTF8')), 'hex') as hash_now
     from audit.trail t left join audit.trail_body b on b.event_id = t.event_id
     where t.family_id = $1
     window stream as (partition by t.source, t.subject order by t.sequence, t.received_at)
   ), judged as (
     select *, case
       when hash_now <> hash then 'BODY_CHANGED'
       when sequence > sequence_before + 1 then 'MISSING_BEFORE'
       when prev <> hash_before or not is_chained then 'NOT_CHAINED'
     end as kind
     from seen
   )
   select count(*)::int as announcements, count(distinct (source, subject))::int as streams, count(body)::int as "bodiesChecked", count(kind)::int as "breaksFound",
     coalesce(to_jsonb((array_agg(jsonb_build_object('eventId', event_id, 'source', source, 'subject', subject, 'sequence', sequence, 'kind', kind)
       order by recorded_at, source, subject, sequence) filter (where kind is not null))[1:${breaksListedMax}]), '[]') as breaks
   from judged`,
);

const summarise = statement<Summary['sources'][number] & Record<string, unknown>>(
  'audit.summarise',
  `select source, count(*)::int as streams, sum(announcements)::int as announcements, sum(sequence - announcements)::int as missing, sum(breaks)::int as breaks
   from audit.trail_head group by source order by source`,
);

const countBreaks = statement<{ source: string; breaks: number }>(
  'audit.count_breaks',
  'select source, count(*)::int as breaks from audit.trail where not is_chained group by source',
);

/** The service itself, which counts for operators: of no agency, so it sees no text. */
const ownContext: RowContext = { agency: '', scope: 'audit' };

/** What a caller may see of the trail. Who that is lies in the row policies; no query here filters by agency. */
@Injectable()
export class TrailReader {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async page(
    context: RowContext,
    familyId: string,
    after: Cursor | undefined,
    limit: number,
  ): Promise<{ entries: Trail[]; next: string | null }> {
    const rows = await this.asReader(context, (manager) => {
      const query = manager.createQueryBuilder(Trail, 't').where('t.familyId = :familyId', { familyId });
      if (after !== undefined)
        query.andWhere('(t.recordedAt, t.source, t.subject, t.sequence) > (:recordedAt, :source, :subject, :sequence)', after);
      return query
        .orderBy({ 't.recordedAt': 'ASC', 't.source': 'ASC', 't.subject': 'ASC', 't.sequence': 'ASC' })
        .limit(limit + 1)
        .getMany();
    });
    const entries = rows.slice(0, limit);
    const last = entries.at(-1);
    return { entries, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
  }

  async announcement(context: RowContext, eventId: string): Promise<{ entry: Trail; body: string } | undefined> {
    return this.asReader(context, async (manager) => {
      const entry = await manager.findOneBy(Trail, { eventId });
      const text = await manager.findOneBy(TrailBody, { eventId });
      return entry === null || text === null ? undefined : { entry, body: text.body };
    });
  }

  async verification(context: RowContext, familyId: string): Promise<Verdict> {
    const [verdict] = await asAgency(poolOf(this.dataSource), context, (client) => verify(client, familyId));
    if (verdict === undefined) throw new Error(`verification answered no row for family ${familyId}`);
    return verdict;
  }

  async summary(context: RowContext): Promise<Summary['sources']> {
    return asAgency(poolOf(this.dataSource), context, (client) => summarise(client));
  }

  async breaksBySource(): Promise<Map<string, number>> {
    const rows = await asAgency(poolOf(this.dataSource), ownContext, (client) => countBreaks(client));
    return new Map(rows.map(({ source, breaks }) => [source, breaks]));
  }

  /** One transaction whose rows are the caller's; the context ends with it. */
  private asReader<Result>({ agency, scope }: RowContext, work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query(`select set_config('xiezhi.agency', $1, true), set_config('xiezhi.scope', $2, true)`, [agency, scope ?? '']);
      return work(manager);
    });
  }
}
