import { serverSource, startTestKafka, startTestPostgres } from './data-tier.ts';

/** What every spec of a run shares; inject('postgres') and inject('kafka') in a spec. */
export interface SharedPostgres {
  host: string;
  port: number;
  user: string;
  password: string;
}
export interface SharedKafka {
  brokers: string[];
  admin: { username: string; password: string };
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: SharedPostgres;
    kafka: SharedKafka;
  }
}

interface Provider {
  provide(key: 'postgres', value: SharedPostgres): void;
  provide(key: 'kafka', value: SharedKafka): void;
}

/** Vitest's global setup: one Postgres and one broker for all integration specs of a run. */
export default async function setup(project: Provider): Promise<() => Promise<void>> {
  const [postgres, kafka] = await startServers();
  project.provide('postgres', { host: postgres.host, port: postgres.port, user: postgres.user, password: postgres.password });
  project.provide('kafka', { brokers: kafka.brokers, admin: kafka.admin });
  return async () => {
    await Promise.all([postgres.stop(), kafka.stop()]);
  };
}

/** An engine that answers may still be unable to run a container; unless containers are required, the embedded servers step in. */
async function startServers() {
  const source = await serverSource();
  const start = (from: typeof source) => Promise.all([startTestPostgres(from), startTestKafka(from)]);
  if (source === 'embedded' || process.env['XIEZHI_TEST_CONTAINERS'] === 'require') return start(source);
  return start(source).catch((error: unknown) => {
    console.warn(`containers did not start (${String(error)}); the embedded servers are used`);
    return start('embedded');
  });
}
