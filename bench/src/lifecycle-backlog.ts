import { publishers, schemaOf, services } from '@xiezhi/contracts';

const each = (schemas: readonly string[], select: (schema: string) => string): string => schemas.map(select).join(' union all ');

const published = each(publishers.map(schemaOf), (schema) => `select topic, partition, published from ${schema}.relay_count`);
const counted = each(
  services.map(schemaOf),
  (schema) => `select topic, partition, coalesce(counted, 0) as counted from ${schema}.inbox_offset`,
);
const waiting = each(publishers.map(schemaOf), (schema) => `select count(*) as n from ${schema}.outbox`);

/**
 * What waits in the outboxes, and for each consumer what was published on its partitions and it has not counted: both counts are moved in
 * the transactions that do the thing, so the sum is exact.
 */
export const backlogSql = `select ((select sum(n) from (${waiting}) w) + coalesce((select sum(p.published - c.counted)
  from (select topic, partition, sum(published) as published from (${published}) r group by topic, partition) p
  join (${counted}) c using (topic, partition)), 0))::int as waiting`;
