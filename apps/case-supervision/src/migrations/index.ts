import { eventStoreMigration } from '@xiezhi/event-store';
import { messagingMigration } from '@xiezhi/messaging';

export const migrations = [eventStoreMigration('case-supervision', { visibility: 'parties' }), messagingMigration('case_supervision')];
