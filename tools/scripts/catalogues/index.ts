import type { Catalogue } from './catalogue.ts';
import { errors } from './errors.ts';
import { events } from './events.ts';
import { openApi } from './open-api.ts';
import { packSchemas } from './pack-schemas.ts';
import { procedures } from './procedures/procedures.ts';
import { schemas } from './schemas.ts';
import { tables } from './tables.ts';

/** In the order of what they cost: the schemas need a database. */
export const catalogues: Catalogue[] = [errors, events, packSchemas, procedures, tables, openApi, schemas];
