import { messagingMigrations } from '@xiezhi/messaging';
import { Trail } from './1764000000200-trail.ts';

export const migrations = [...messagingMigrations('audit'), Trail];
