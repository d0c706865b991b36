import { messagingMigration } from '@xiezhi/messaging';
import { Trail } from './1764000000200-trail.ts';

export const migrations = [messagingMigration('audit'), Trail];
