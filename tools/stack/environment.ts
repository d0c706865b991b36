import { join } from 'node:path';
import { rolesOf, schemaOf, type ServiceName } from '@xiezhi/contracts';
import { type Home, signingKeyFile } from './home.ts';
import type { Ports } from './ports.ts';
import type { AllSecrets } from './secrets.ts';
import { type App, isService, repository } from './services.ts';

export const host = '127.0.0.1';
export const databaseName = 'xiezhi';
export const oidcClient = 'portal';
export const urlOf = (port: number): string => `http://${host}:${port}`;
export const directoryPack = join(repository, 'packs', 'huzhou', 'directory');
export const mechanismPack = join(repository, 'packs', 'river-chief-procurator');
/** The same, read and checked (build-pack.ts): what services start with. */
export const checkedPack = join(repository, '.xiezhi', 'packs', 'river-chief-procurator.json');

/** What each process is told: its own passwords and addresses, never another's. */
export function environmentOf(app: App, home: Home, apps: readonly App[], ports: Ports, all: AllSecrets): Record<string, string> {
  const common = {
    XIEZHI_ENVIRONMENT: 'development',
    XIEZHI_HOST: host,
    XIEZHI_PORT: String(ports.of(app.name)),
  };
  if (!isService(app.name)) return { ...common, ...identity(home, ports, all) };
  return { ...common, ...service(app.name, ports, all), ...special(app.name, apps, home, ports, all) };
}

function service(name: ServiceName, ports: Ports, { secrets }: AllSecrets): Record<string, string> {
  const roles = rolesOf(schemaOf(name));
  return {
    XIEZHI_DATABASE_HOST: host,
    XIEZHI_DATABASE_PORT: String(ports.postgres),
    XIEZHI_DATABASE_NAME: databaseName,
    XIEZHI_DATABASE_OWNER_PASSWORD: secrets.database[roles.owner] ?? '',
    XIEZHI_DATABASE_APP_PASSWORD: secrets.database[roles.app] ?? '',
    XIEZHI_DATABASE_WORKER_PASSWORD: secrets.database[roles.worker] ?? '',
    XIEZHI_BROKERS: `${host}:${ports.kafka}`,
    XIEZHI_BROKER_USER: name,
    XIEZHI_BROKER_PASSWORD: secrets.broker[name] ?? '',
    XIEZHI_TOKEN_JWKS_URL: `${urlOf(ports.of('portal'))}/.well-known/jwks.json`,
  };
}

function special(name: ServiceName, apps: readonly App[], home: Home, ports: Ports, { keys }: AllSecrets): Record<string, string> {
  switch (name) {
    case 'clue-transfer':
      return { XIEZHI_MASTER_KEY: keys.masterKey, XIEZHI_MECHANISM_PACK: checkedPack };
    case 'directory':
      return { XIEZHI_DIRECTORY_PACK: directoryPack, XIEZHI_MECHANISM_PACK: checkedPack };
    case 'portal':
      return {
        XIEZHI_SERVICES: JSON.stringify(Object.fromEntries(apps.filter(behindPortal).map((app) => [app.name, urlOf(ports.of(app.name))]))),
        XIEZHI_PUBLIC_URL: urlOf(ports.of('portal')),
        XIEZHI_OIDC_ISSUER: urlOf(ports.of('identity')),
        XIEZHI_OIDC_CLIENT_ID: oidcClient,
        XIEZHI_OIDC_CLIENT_SECRET: keys.oidcClientSecret,
        XIEZHI_SIGNING_KEY_FILE: signingKeyFile(home),
        XIEZHI_DEVELOPMENT_TOKEN_SECRET: keys.developmentTokenSecret,
        XIEZHI_MECHANISM_PACK: checkedPack,
        XIEZHI_WEB_FOLDER: join(repository, 'apps', 'web', 'dist'),
      };
    case 'case-supervision':
    case 'feedback':
      return { XIEZHI_MECHANISM_PACK: checkedPack };
    case 'audit':
      return {};
  }
}

const behindPortal = ({ name }: App): boolean => isService(name) && name !== 'portal';

function identity(home: Home, ports: Ports, { keys }: AllSecrets): Record<string, string> {
  return {
    XIEZHI_PUBLIC_URL: urlOf(ports.of('identity')),
    XIEZHI_DIRECTORY_PACK: directoryPack,
    XIEZHI_OIDC_CLIENT_ID: oidcClient,
    XIEZHI_OIDC_CLIENT_SECRET: keys.oidcClientSecret,
    XIEZHI_OIDC_MACHINE_SECRET: keys.oidcMachineSecret,
    XIEZHI_OIDC_REDIRECT_URI: `${urlOf(ports.of('portal'))}/sign-in/callback`,
    XIEZHI_DEVELOPMENT_PASSWORD: keys.developmentPassword,
    XIEZHI_STATE_DIR: join(home.path, 'identity'),
  };
}
