import { publishers, schemaOf, services } from '@xiezhi/contracts';

const each = (schemas: readonly string[], select: (schema: string) => string): string => schemas.map(select).join(' union all ');

const published = each(publishers.map(schemaOf), (schema) => `select topic, partition, published from ${schema}.relay_count`);
const counted = each(
  services.map(schemaOf),
  (schema) => `select '${schema}' as schema, consumer, topic, partition, coalesce(counted, 0) as counted from ${schema}.inbox_offset`,
);
const waiting = each(publishers.map(schemaOf), (schema) => `select count(*) as n from ${schema}.outbox`);

/**
 * What waits in the outboxes, and for each consumer what was published on its topics and it has not counted: both counts are moved in the
 * transactions that do the thing, so the sum is exact; a consumer may be ahead of a relay that has not yet noted what it sent. A consumer that has read anything of a topic is to read all its partitions.
 */
export const backlogSql = `
  with published as (select topic, partition, sum(published) as published from (${published}) r group by topic, partition),
    counted as (${counted})
  select ((select sum(n) from (${waiting}) w) + coalesce((
    select sum(greatest(p.published - coalesce(c.counted, 0), 0)) from (select distinct schema, consumer, topic from counted) reads
    join published p using (topic) left join counted c using (schema, consumer, topic, partition)), 0))::int as waiting`;
