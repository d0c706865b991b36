import { eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigration } from '@xiezhi/messaging';

export const migrations = [eventStoreMigration('feedback', { visibility: 'parties' }), messagingMigration('feedback')];
