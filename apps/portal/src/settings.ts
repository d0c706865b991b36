import { services } from '@xiezhi/contracts';
import { MechanismPackSetting } from '@xiezhi/mechanism-pack';
import { z } from 'zod';

const HttpUrl = z.url({ protocol: /^https?$/ });
/** Services the portal passes requests on to; its own endpoints are not among them. */
const PassedOn = z.enum(services).exclude(['portal']);
export type PassedOn = z.infer<typeof PassedOn>;

/** Settings of the portal beyond those every service reads (libs/service). */
export const PortalSettings = z.object({
  XIEZHI_SERVICES: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue('must be JSON: { "<service>": "<url>" }');
        return z.NEVER;
      }
    })
    .pipe(z.partialRecord(PassedOn, HttpUrl))
    .describe('Where each service listens. A service that is missing cannot be reached through the portal.'),
  XIEZHI_PUBLIC_URL: HttpUrl.describe('The address browsers use. Wrong: the issuer refuses the return address, cookies do not stick.'),
  XIEZHI_OIDC_ISSUER: HttpUrl.describe('Issuer that says who somebody is. Wrong: nobody can sign in.'),
  XIEZHI_OIDC_CLIENT_ID: z.string().min(1).max(200),
  XIEZHI_OIDC_CLIENT_SECRET: z.string().min(16).max(500),
  XIEZHI_SIGNING_KEY: z.string().min(1).describe('RSA key, PKCS #8 PEM. Who has it can speak for anybody: a file of mode 0600.'),
  XIEZHI_MECHANISM_PACK: MechanismPackSetting.describe(
    'Folder of the mechanism pack: of it the calendars, by which working days left are counted. Wrong or missing: the portal does not start.',
  ),
  XIEZHI_WEB_FOLDER: z
    .string()
    .min(1)
    .default('../web/dist')
    .describe('Folder of the built browser client, from the working directory. Wrong: the front page says that it is not installed.'),
  XIEZHI_DEVELOPMENT_TOKEN_SECRET: z
    .string()
    .min(16)
    .max(500)
    .optional()
    .describe('Development only: whoever has it may act in every post.'),
});
export type PortalSettings = z.infer<typeof PortalSettings>;

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** @throws Error naming the setting that would be unsafe in this environment */
export function assertSafe(settings: PortalSettings, environment: 'development' | 'test' | 'production'): void {
  if (environment !== 'production') return;
  if (new URL(settings.XIEZHI_PUBLIC_URL).protocol !== 'https:')
    throw new Error('XIEZHI_PUBLIC_URL must be https in production: a session cookie would travel in the clear');
  const issuer = new URL(settings.XIEZHI_OIDC_ISSUER);
  if (issuer.protocol !== 'https:' && !loopback.has(issuer.hostname))
    throw new Error('XIEZHI_OIDC_ISSUER must be https in production: anybody on the way could say who somebody is');
}
