import { join } from 'node:path';
import { root } from '../run.ts';

/** Where the workers of `npm test` note what they saw happen, unless XIEZHI_COVERAGE names another folder. */
export const coverageFolder = (): string => process.env['XIEZHI_COVERAGE'] ?? join(root, '.xiezhi/coverage');
