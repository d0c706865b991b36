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
  const source = await serverSource();
  const [postgres, kafka] = await Promise.all([startTestPostgres(source), startTestKafka(source)]);
  project.provide('postgres', { host: postgres.host, port: postgres.port, user: postgres.user, password: postgres.password });
  project.provide('kafka', { brokers: kafka.brokers, admin: kafka.admin });
  return async () => {
    await Promise.all([postgres.stop(), kafka.stop()]);
  };
}
