import { eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigrations } from '@xiezhi/messaging';

/** Forward only, in order; a released entry never changes. */
export const migrations = [eventStoreMigration('{{kebab}}', { visibility: 'parties' }), ...messagingMigrations('{{snake}}')];
