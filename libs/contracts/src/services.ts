/** The services that may announce something. The name is the app's folder, the event source and the topic's middle part. */
export const publishers = ['directory', 'clue-transfer', 'case-supervision', 'feedback'] as const;
export type Publisher = (typeof publishers)[number];

/** Every service with a schema of its own. `audit` and `portal` only record what others announce. */
export const services = [...publishers, 'audit', 'portal'] as const;
export type ServiceName = (typeof services)[number];

export const partitionsPerTopic = 6;

export function topicOf(service: Publisher): string {
  return `xiezhi.${service}.events.v1`;
}

/** CloudEvents `source`: a relative URI reference, so that it stays true wherever the platform runs. */
export function sourceOf(service: Publisher): string {
  return `/xiezhi/${service}`;
}

export function schemaOf(service: ServiceName): string {
  return service.replaceAll('-', '_');
}

export interface DatabaseRoles {
  owner: string;
  app: string;
  worker: string;
}

/** Three roles per service (DESIGN 9): owner migrates, app answers callers under row policies, worker consumes and relays. */
export function rolesOf(schema: string): DatabaseRoles {
  return { owner: `${schema}_owner`, app: `${schema}_app`, worker: `${schema}_worker` };
}
