import { announcementHash, EventMeta, noPrevious } from '@xiezhi/contracts';
import type { PoolClient } from 'pg';
import { expect } from 'vitest';
import type { TestDatabase } from './test-database.ts';

/**
 * What must hold in a service's schema after every step, whatever the step was: versions without gaps, every head equal to its
 * facts, every announcement once and chained to the one before, announcement sequences without holes as long as nothing was relayed.
 */
export async function expectConsistent(database: TestDatabase): Promise<void> {
  const client = await database.admin.connect();
  try {
    // One moment for all that is compared: a ticker or an inbox may append meanwhile.
    await client.query('begin isolation level repeatable read read only');
    await expectConsistentNow(client, database.schema);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

async function expectConsistentNow(admin: PoolClient, schema: string): Promise<void> {
  const heads = await admin.query<{ subject: string; version: number; announced: number; prev: string; facts: number; highest: number }>(
    `select h.aggregate || '/' || h.stream_id as subject, h.version, h.announced, h.prev,
            count(f.version)::int as facts, coalesce(max(f.version), 0) as highest
     from ${schema}.stream h left join ${schema}.fact f using (aggregate, stream_id)
     group by h.aggregate, h.stream_id, h.version, h.announced, h.prev`,
  );
  for (const { subject, version, facts, highest } of heads.rows)
    expect({ subject, facts, highest }, 'a stream head and its facts').toEqual({ subject, facts: version, highest: version });

  const outbox = await admin.query<{
    event_id: string;
    subject: string;
    type: string;
    sequence: number;
    time: string;
    body: string;
    source: string;
  }>(
    `select event_id, subject, type, sequence, time, body, '/xiezhi/' || replace('${schema}', '_', '-') as source from ${schema}.outbox order by position`,
  );
  const last = new Map<string, { sequence: number; hash: string }>();
  for (const { event_id: id, source, subject, type, sequence, time, body } of outbox.rows) {
    const meta = EventMeta.parse((JSON.parse(body) as { meta: unknown }).meta);
    const before = last.get(subject) ?? { sequence: meta.sequence - 1, hash: meta.sequence === 1 ? noPrevious : meta.prev };
    expect({ subject, sequence, prev: meta.prev }, 'an announcement and its predecessor').toEqual({
      subject,
      sequence: before.sequence + 1,
      prev: before.hash,
    });
    expect(meta).toMatchObject({ sequence, recordedAt: time });
    last.set(subject, { sequence, hash: announcementHash({ id, source, type, subject, time }, Buffer.from(body, 'utf8')) });
  }
  for (const { subject, announced, prev } of heads.rows) {
    const told = last.get(subject);
    if (told !== undefined)
      expect({ subject, announced, prev }, 'a stream head and its last announcement').toEqual({
        subject,
        announced: told.sequence,
        prev: told.hash,
      });
  }
}
