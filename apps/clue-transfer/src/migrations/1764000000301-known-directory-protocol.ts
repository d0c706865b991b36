import { sqlMigration } from '@xiezhi/postgres';

const schema = 'clue_transfer';

/** What the whole protocol asks of the directory: coordinators by slug, words for document numbers, the end of an agency. */
export const KnownDirectoryProtocol = sqlMigration(
  'KnownDirectoryProtocol1764000000301',
  `alter table ${schema}.known_agency add column slug text, add column document_word text, add column abolished_on date;`,
);
