import { type TestDatabase, testPassword } from '@xiezhi/testing';
import { inject } from 'vitest';

/** Environment of a service on the run's servers; `port` where its database seems to be. */
export function environmentOf({ address }: TestDatabase, port = address.port): Record<string, string> {
  const { brokers, admin } = inject('kafka');
  return {
    XIEZHI_ENVIRONMENT: 'test',
    XIEZHI_PORT: '0',
    XIEZHI_DATABASE_HOST: address.host,
    XIEZHI_DATABASE_PORT: String(port),
    XIEZHI_DATABASE_NAME: address.name,
    XIEZHI_DATABASE_OWNER_PASSWORD: testPassword,
    XIEZHI_DATABASE_APP_PASSWORD: testPassword,
    XIEZHI_DATABASE_WORKER_PASSWORD: testPassword,
    XIEZHI_BROKERS: brokers.join(','),
    XIEZHI_BROKER_USER: admin.username,
    XIEZHI_BROKER_PASSWORD: admin.password,
    XIEZHI_TOKEN_JWKS_URL: 'http://127.0.0.1:9/jwks.json',
  };
}
