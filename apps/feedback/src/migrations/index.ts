import { eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigrations } from '@xiezhi/messaging';

export const migrations = [eventStoreMigration('feedback', { visibility: 'parties' }), ...messagingMigrations('feedback')];
