import { asAgency } from '@xiezhi/postgres';
import { testDatabase, type TestDatabase } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { {{camel}}Projection } from './{{kebab}}.projection.ts';
import { customs, police, told } from './{{kebab}}.samples.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase('{{app}}', migrations);
});
afterAll(() => db.close());

const rows = async () => (await db.app.query('select sequence from {{schema}}.{{snake}}')).rows;
const rowsOf = (agency: string) => asAgency(db.app, { agency }, async (client) => (await client.query('select sequence from {{schema}}.{{snake}}')).rows);

describe('{{words}}', () => {
  it('keeps the last word, whatever the order and however often it is told', async () => {
    await {{camel}}Projection(db.worker, [told(2), told(1), told(2)]);
    expect(await rowsOf(customs)).toEqual([{ sequence: 2 }]);
  });
  it('shows nothing without an agency', async () => expect(await rows()).toEqual([]));
  it('shows nothing to an agency that is no party', async () => expect(await rowsOf(police)).toEqual([]));
});
