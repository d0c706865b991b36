import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSettings } from './settings.ts';

const secret = 'CANARY-secret-0123456789';
const complete = {
  XIEZHI_ENVIRONMENT: 'test',
  XIEZHI_PORT: '0',
  XIEZHI_DATABASE_HOST: '127.0.0.1',
  XIEZHI_DATABASE_OWNER_PASSWORD: secret,
  XIEZHI_DATABASE_APP_PASSWORD: secret,
  XIEZHI_DATABASE_WORKER_PASSWORD: secret,
  XIEZHI_BROKERS: '127.0.0.1:9092, [::1]:9093',
  XIEZHI_BROKER_PASSWORD: secret,
  XIEZHI_TOKEN_JWKS_URL: 'http://127.0.0.1:3000/.well-known/jwks.json',
  PATH: '/usr/bin',
};
const Extra = z.object({ XIEZHI_MASTER_KEY: z.base64() });
const read = (changes: Record<string, string | undefined>, extra: z.ZodObject = z.object({})) =>
  readSettings('clue-transfer', extra, { ...complete, ...changes });
const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
};

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'xiezhi-settings-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe('settings', () => {
  it('name the schema, its roles and the defaults', () => {
    expect(read({})).toMatchObject({
      schema: 'clue_transfer',
      host: '127.0.0.1',
      database: { host: '127.0.0.1', port: 5432, name: 'xiezhi' },
      worker: { user: 'clue_transfer_worker', password: secret },
      brokers: ['127.0.0.1:9092', '[::1]:9093'],
      broker: { user: 'clue-transfer' },
      logLevel: 'info',
    });
  });

  it('take a secret from a file', () => {
    const path = join(folder, 'password');
    writeFileSync(path, 'from-the-file-0123456789\n');
    expect(read({ XIEZHI_BROKER_PASSWORD: undefined, XIEZHI_BROKER_PASSWORD_FILE: path }).broker.password).toBe('from-the-file-0123456789');
  });

  it('know what only this service reads', () => {
    expect(read({ XIEZHI_MASTER_KEY: 'AAAA' }, Extra).extra).toEqual({ XIEZHI_MASTER_KEY: 'AAAA' });
    expect(messageOf(() => read({ XIEZHI_MASTER_KEY: 'AAAA' }))).toContain('XIEZHI_MASTER_KEY is unknown');
    expect(messageOf(() => read({}, Extra))).toContain('XIEZHI_MASTER_KEY is missing');
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    ['a missing one', { XIEZHI_BROKERS: undefined }, 'XIEZHI_BROKERS is missing'],
    ['a malformed one', { XIEZHI_BROKERS: secret }, 'XIEZHI_BROKERS is malformed'],
    ['an empty one', { XIEZHI_PORT: 'http' }, 'XIEZHI_PORT is malformed'],
    ['a misspelt one', { XIEZHI_BROKER: secret }, 'XIEZHI_BROKER is unknown'],
    ['one given twice', { XIEZHI_BROKER_PASSWORD_FILE: '/nowhere' }, 'XIEZHI_BROKER_PASSWORD and XIEZHI_BROKER_PASSWORD_FILE are both set'],
    [
      'an unreadable file',
      { XIEZHI_BROKER_PASSWORD: undefined, XIEZHI_BROKER_PASSWORD_FILE: '/nowhere' },
      'XIEZHI_BROKER_PASSWORD_FILE names a file',
    ],
    [
      'a short password in production',
      { XIEZHI_ENVIRONMENT: 'production', XIEZHI_BROKER_PASSWORD: 'CANARY-1' },
      'XIEZHI_BROKER_PASSWORD must have 16',
    ],
    [
      'a development secret in production',
      { XIEZHI_ENVIRONMENT: 'production', XIEZHI_DEVELOPMENT_X: secret },
      'XIEZHI_DEVELOPMENT_X must not be set',
    ],
    ['chatty logs in production', { XIEZHI_ENVIRONMENT: 'production', XIEZHI_LOG_LEVEL: 'debug' }, 'XIEZHI_LOG_LEVEL must not be debug'],
  ])('%s stops the start by name, never by value', (_what, changes, expected) => {
    const message = messageOf(() => read(changes));
    expect(message).toContain(`clue-transfer cannot start: `);
    expect(message).toContain(expected);
    expect(message).not.toContain('CANARY');
  });

  it('names every problem at once', () => {
    expect(messageOf(() => read({ XIEZHI_PORT: undefined, XIEZHI_BROKERS: undefined, XIEZHI_OTHER: '1' })).split(';')).toHaveLength(3);
  });

  it('takes no client for sending that it does not know', () => {
    expect(read({ XIEZHI_BROKER_PRODUCER: undefined }).producer).toBe('kafkajs');
    expect(read({ XIEZHI_BROKER_PRODUCER: 'platformatic' }).producer).toBe('platformatic');
    expect(messageOf(() => read({ XIEZHI_BROKER_PRODUCER: 'librdkafka' }))).toContain('XIEZHI_BROKER_PRODUCER');
  });
  it('leaves the launcher its own', () => expect(messageOf(() => read({ XIEZHI_HOME: '/var/xiezhi' }))).toBe('accepted'));
});
