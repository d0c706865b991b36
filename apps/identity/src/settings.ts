import { readFileSync } from 'node:fs';
import { z } from 'zod';

const settingsSchema = z.object({
  /** Anything but production: whoever knows one password may sign in as every post here. */
  XIEZHI_ENVIRONMENT: z.enum(['development', 'test', 'production']),
  XIEZHI_HOST: z.string().min(1).default('127.0.0.1'),
  XIEZHI_PORT: z.coerce.number().int().min(1).max(65_535),
  /** The issuer: browser and portal must reach it under this very address, because it stands in every token. */
  XIEZHI_PUBLIC_URL: z.url(),
  /** Folder with agencies.json: each post in it is an account of the same name. */
  XIEZHI_DIRECTORY_PACK: z.string().min(1),
  XIEZHI_OIDC_CLIENT_ID: z.string().min(1),
  XIEZHI_OIDC_CLIENT_SECRET: z.string().min(16),
  XIEZHI_OIDC_REDIRECT_URI: z.url(),
  /** Of the client `xiezhi-machine` (client credentials); without it there is no such client. */
  XIEZHI_OIDC_MACHINE_SECRET: z.string().min(16).optional(),
  XIEZHI_DEVELOPMENT_PASSWORD: z.string().min(8),
  /** Where the signing key is kept. Without it each start makes a new one, and tokens of before are no longer believed. */
  XIEZHI_STATE_DIR: z.string().min(1).optional(),
  XIEZHI_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Settings = z.infer<typeof settingsSchema>;

/** Parses every setting once. A missing, wrong or unknown one stops the start and is named; production is refused by name. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const given = withFiles(env);
  const unknown = Object.keys(given).filter((name) => name.startsWith('XIEZHI_') && !(name in settingsSchema.shape));
  if (unknown.length > 0) throw new Error(`unknown setting ${unknown.join(', ')}`);
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) throw new Error(parsed.error.issues.map(({ path, message }) => `setting ${path.join('.')}: ${message}`).join('; '));
  if (parsed.data.XIEZHI_ENVIRONMENT === 'production') {
    throw new Error(
      'identity refuses XIEZHI_ENVIRONMENT=production: it is the development issuer, where one password opens every account. Set XIEZHI_OIDC_ISSUER of the portal to the issuer of the organisation',
    );
  }
  return parsed.data;
}

/** `NAME_FILE` names a file that holds the value of `NAME`: how containers hand over secrets. */
function withFiles(env: NodeJS.ProcessEnv): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue;
    const target = name.slice(0, -'_FILE'.length);
    if (name.startsWith('XIEZHI_') && name.endsWith('_FILE')) given[target] = readFileSync(value, 'utf8').trim();
    else given[name] ??= value;
  }
  return given;
}
