import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { publishers, services, topicOf, type ServiceName } from '@xiezhi/contracts';

export const repository = resolve(import.meta.dirname, '..', '..');

/** A process of ours: every service, and the development issuer, which has neither schema nor topic. */
export type AppName = ServiceName | 'identity';

export interface App {
  name: AppName;
  folder: string;
  /** Taken when free; the next free one above it otherwise. */
  preferredPort: number;
}

/** The one list the stack is built from, in the order in which it is told. */
const preferredPorts: Record<AppName, number> = {
  portal: 4000,
  identity: 4001,
  directory: 4010,
  'clue-transfer': 4011,
  'case-supervision': 4012,
  feedback: 4013,
  audit: 4014,
};

export const preferredPortOf = { postgres: 54320, kafka: 19092, kafkaController: 19093 };

export const apps: readonly App[] = (Object.keys(preferredPorts) as AppName[]).map((name) => ({
  name,
  folder: join(repository, 'apps', name),
  preferredPort: preferredPorts[name],
}));

export const appsPresent = (): App[] => apps.filter(({ folder }) => existsSync(join(folder, 'src', 'main.ts')));

/** Everything with a schema is provisioned, present or not: a service that is written later finds its place made. */
export const provisioned: readonly ServiceName[] = services;

export const isService = (name: AppName): name is ServiceName => name !== 'identity';

export function topicIfAny(service: ServiceName): string | undefined {
  const publisher = publishers.find((candidate) => candidate === service);
  return publisher === undefined ? undefined : topicOf(publisher);
}

export const brokerReader = 'reader';
