// A process of its own that takes numbers: node number-taker.fixture.ts '{"address": …, "user": …, "password": …, "unit": …, "count": …}'
import { asAgency, type DatabaseAddress, workerPool } from '@xiezhi/postgres';
import { takeNumber } from './document-number.ts';

const { address, user, password, unit, count, holds } = JSON.parse(process.argv[2]!) as {
  address: DatabaseAddress;
  user: string;
  password: string;
  unit: string;
  count: number;
  /** Stops inside the last transaction, its counter locked, until it is killed. */
  holds: boolean;
};

const pool = workerPool(address, { user, password }, { connectionsMax: 1, connectionTimeoutMs: 30_000 });
for (let n = 1; n <= count; n++) {
  await asAgency(pool, { agency: unit }, async (tx) => {
    await takeNumber(tx, { type: 'letter', unit, word: '湖河长办', year: 2031, subject: `process/${process.pid}/${n}` });
    if (!holds || n < count) return;
    console.log('holding');
    await new Promise<never>(() => setInterval(() => undefined, 1000));
  });
}
await pool.end();
