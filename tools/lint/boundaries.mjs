import { appNeverImportsApp, contractsStandAlone, declaredImports, libNeverImportsApp } from './rules/borders.mjs';
import { everyTestRuns } from './rules/every-test-runs.mjs';
import { ownFolderOnly } from './rules/own-folder.mjs';
import { ownSchemaOnly } from './rules/own-schema.mjs';
import { pureDecider } from './rules/pure-decider.mjs';

/** The borders of DESIGN 12 as a lint plugin (plain ESLint API). Each rule has a file in fixtures/ that breaks it; boundaries.spec.ts sees it fail. */
export default {
  meta: { name: 'boundaries' },
  rules: {
    'pure-decider': pureDecider,
    'contracts-stand-alone': contractsStandAlone,
    'lib-never-imports-app': libNeverImportsApp,
    'app-never-imports-app': appNeverImportsApp,
    'declared-imports': declaredImports,
    'own-schema-only': ownSchemaOnly,
    'own-folder-only': ownFolderOnly,
    'every-test-runs': everyTestRuns,
  },
};
