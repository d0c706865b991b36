import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { schemaOf, type ServiceName, rolesOf } from '@xiezhi/contracts';
import type { DatabaseAddress, RoleCredentials } from '@xiezhi/postgres';
import { z } from 'zod';
import { defaultIntakeBounds, type IntakeBounds } from './intake.ts';

const Port = z.coerce.number().int().min(0).max(65_535);
const Password = z.string().min(8).max(200);
const HostAndPort = z.string().regex(/^[\w.:[\]-]+:\d{1,5}$/);

/** What every service reads. Each NAME is also accepted as NAME_FILE with the path of a file, for secrets. */
const CommonSettings = z.object({
  XIEZHI_ENVIRONMENT: z.enum(['development', 'test', 'production']).describe('Production refuses practice worlds and development secrets'),
  XIEZHI_HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on; anything but loopback lets other machines in'),
  XIEZHI_PORT: Port.describe('Port to listen on; 0 takes a free one'),
  XIEZHI_DATABASE_HOST: z.string().min(1),
  XIEZHI_DATABASE_PORT: Port.default(5432),
  XIEZHI_DATABASE_NAME: z.string().min(1).default('xiezhi'),
  XIEZHI_DATABASE_OWNER_PASSWORD: Password.describe('Migrates at the start, then its connection is closed'),
  XIEZHI_DATABASE_APP_PASSWORD: Password.describe('Answers callers under the row policies'),
  XIEZHI_DATABASE_WORKER_PASSWORD: Password.describe('Consumes and relays'),
  XIEZHI_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(HostAndPort).min(1))
    .describe('host:port, joined by commas'),
  XIEZHI_BROKER_USER: z.string().min(1).optional().describe('Default: the name of the service'),
  XIEZHI_BROKER_PASSWORD: Password,
  XIEZHI_INSTANCE: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .optional()
    .describe(
      'What tells this process from every other live instance of the service, the same after a restart. Default: host name and port. Two that share one send each other off whenever one of them starts',
    ),
  XIEZHI_OUTBOX_WAITING_MAX: z.coerce
    .number()
    .int()
    .min(100)
    .default(defaultIntakeBounds.outboxWaitingMax)
    .describe('Announcements that may wait before commands are answered 503; more than what drains in a few seconds'),
  XIEZHI_OUTBOX_AGE_MAX_SECONDS: z.coerce
    .number()
    .int()
    .min(10)
    .default(defaultIntakeBounds.outboxAgeMaxSeconds)
    .describe('How old the oldest of them may be in seconds; longer than a broker outage that officers should not feel'),
  XIEZHI_BROKER_PRODUCER: z
    .enum(['kafkajs', 'platformatic'])
    .default('kafkajs')
    .describe('Client that the relay sends with; both pass one conformance suite, the second needs less CPU per record (adr/0025)'),
  XIEZHI_TOKEN_JWKS_URL: z
    .url({ protocol: /^https?$/ })
    .describe('Where the portal publishes its keys; wrong: every request is answered 503'),
  XIEZHI_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export interface Settings<Extra> {
  service: ServiceName;
  environment: 'development' | 'test' | 'production';
  host: string;
  port: number;
  schema: string;
  database: DatabaseAddress;
  owner: RoleCredentials;
  app: RoleCredentials;
  worker: RoleCredentials;
  brokers: string[];
  broker: { user: string; password: string };
  /** Which client the relay sends with. */
  producer: 'kafkajs' | 'platformatic';
  /** Undefined where the port is not fixed: then nothing tells a restarted process from another one. */
  instance: string | undefined;
  intake: IntakeBounds;
  tokenJwksUrl: string;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** OTEL_EXPORTER_OTLP_ENDPOINT: traces are sent there; absent means nowhere. */
  otlpEndpoint: string | undefined;
  /** What only this service reads, by the names it gave. */
  extra: Extra;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that stop the start: every one by name, none by value. */
export class SettingsError extends Error {
  constructor(service: string, problems: string[]) {
    super(`${service} cannot start: ${problems.join('; ')}`);
    this.name = 'SettingsError';
  }
}

/** The launcher's own, inherited by whoever starts a service by hand. */
const foreignNames = new Set(['XIEZHI_HOME']);

/**
 * Reads all settings once, at the start. A missing, malformed, unknown or unsafe one stops it and is named.
 *
 * @param extra schema of the settings that only this service reads, by their full names
 * @throws SettingsError
 */
export function readSettings<Extra extends z.ZodObject>(
  service: ServiceName,
  extra: Extra,
  environment: Environment,
): Settings<z.output<Extra>> {
  const problems: string[] = [];
  const known = new Set([...Object.keys(CommonSettings.shape), ...Object.keys(extra.shape)]);
  const given = withFiles(environment, known, problems);
  for (const name of Object.keys(given)) if (!known.has(name)) problems.push(`${name} is unknown`);
  refuseDevelopmentSecrets(given, problems);
  const common = CommonSettings.safeParse(given);
  const special = extra.safeParse(given);
  problems.push(...problemsOf(common.error, given), ...problemsOf(special.error, given));
  if (!common.success || !special.success || problems.length > 0) throw new SettingsError(service, problems);
  return settingsFrom(service, common.data, special.data, environment);
}

function settingsFrom<Extra>(
  service: ServiceName,
  common: z.output<typeof CommonSettings>,
  extra: Extra,
  environment: Environment,
): Settings<Extra> {
  const schema = schemaOf(service);
  const roles = rolesOf(schema);
  return {
    service,
    environment: common.XIEZHI_ENVIRONMENT,
    host: common.XIEZHI_HOST,
    port: common.XIEZHI_PORT,
    schema,
    database: { host: common.XIEZHI_DATABASE_HOST, port: common.XIEZHI_DATABASE_PORT, name: common.XIEZHI_DATABASE_NAME },
    owner: { user: roles.owner, password: common.XIEZHI_DATABASE_OWNER_PASSWORD },
    app: { user: roles.app, password: common.XIEZHI_DATABASE_APP_PASSWORD },
    worker: { user: roles.worker, password: common.XIEZHI_DATABASE_WORKER_PASSWORD },
    brokers: common.XIEZHI_BROKERS,
    broker: { user: common.XIEZHI_BROKER_USER ?? service, password: common.XIEZHI_BROKER_PASSWORD },
    producer: common.XIEZHI_BROKER_PRODUCER,
    instance: common.XIEZHI_INSTANCE ?? (common.XIEZHI_PORT === 0 ? undefined : `${hostname()}:${common.XIEZHI_PORT}`),
    intake: {
      ...defaultIntakeBounds,
      outboxWaitingMax: common.XIEZHI_OUTBOX_WAITING_MAX,
      outboxAgeMaxSeconds: common.XIEZHI_OUTBOX_AGE_MAX_SECONDS,
    },
    tokenJwksUrl: common.XIEZHI_TOKEN_JWKS_URL,
    logLevel: common.XIEZHI_LOG_LEVEL,
    otlpEndpoint: environment['OTEL_EXPORTER_OTLP_ENDPOINT'],
    extra,
  };
}

/** Our names with their values; NAME_FILE becomes NAME with the file's text, without the line break an editor leaves. */
function withFiles(environment: Environment, known: ReadonlySet<string>, problems: string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('XIEZHI_') || foreignNames.has(name) || value === undefined) continue;
    const target = name.replace(/_FILE$/, '');
    if (known.has(name) || !known.has(target)) given[name] = value;
    else if (environment[target] !== undefined) problems.push(`${target} and ${name} are both set`);
    else given[target] = readSecret(name, value, problems);
  }
  return given;
}

function readSecret(name: string, path: string, problems: string[]): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    problems.push(`${name} names a file that cannot be read`);
    return '';
  }
}

function refuseDevelopmentSecrets(given: Record<string, string>, problems: string[]): void {
  if (given['XIEZHI_ENVIRONMENT'] !== 'production') return;
  for (const name of Object.keys(given)) {
    if (name.startsWith('XIEZHI_DEVELOPMENT_')) problems.push(`${name} must not be set in production`);
    if (name.endsWith('_PASSWORD') && (given[name] ?? '').length < 16) problems.push(`${name} must have 16 characters in production`);
  }
  if (given['XIEZHI_LOG_LEVEL'] === 'debug') problems.push('XIEZHI_LOG_LEVEL must not be debug in production');
}

/** zod's messages may quote a value, and a value here may be a secret: only the name and what kind of trouble it is are told. */
function problemsOf(error: z.ZodError | undefined, given: Record<string, string>): string[] {
  return (error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    return given[name] === undefined ? `${name} is missing` : `${name} is malformed (${issue.code})`;
  });
}
