export { buildApps } from './build.ts';
export { apps, repository } from './services.ts';
