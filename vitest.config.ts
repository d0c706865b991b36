import { defineConfig } from 'vitest/config';
import { CountingReporter } from './tools/scripts/counting-reporter.ts';
import { SlowestFirst } from './tools/scripts/slowest-first.ts';

/**
 * One configuration for every suite; `npm test` runs the projects one after the other (tools/scripts/test.ts).
 * Modules are shared between files (`isolate: false`, four times cheaper): state lives in the Nest app or the test, never in a module.
 */
const nobodysSpecs = ['**/node_modules/**', '**/dist/**', 'tools/lint/fixtures/**', 'tools/generators/templates/**', '.xiezhi/**'];
const sharedDataTier = ['./libs/testing/src/global-setup.ts'];
const wholeStack = ['./libs/testing/src/shared-stack.ts'];

export default defineConfig({
  test: {
    isolate: false,
    maxWorkers: 2,
    // A lone `only` would silence everything else; the reporter below also turns a skipped test red.
    allowOnly: false,
    passWithNoTests: false,
    sequence: { sequencer: SlowestFirst },
    reporters: ['default', new CountingReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['{apps,libs,packs}/*/**/*.spec.ts', '{bench,tools,e2e/protocol}/**/*.spec.ts'],
          exclude: [...nobodysSpecs, '**/*.int.spec.ts'],
          // Instant when the machine is ours; a machine shared with others must not turn it red.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'int',
          include: ['{apps,libs,packs,bench,tools,e2e/protocol}/**/*.int.spec.ts'],
          exclude: nobodysSpecs,
          globalSetup: sharedDataTier,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      // The whole system, one stack for all files of a suite: one at a time, so that a kill in one is not felt by another.
      ...['conformance', 'journeys', 'browser', 'failures'].map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [`e2e/${name}/**/*.spec.ts`],
          exclude: nobodysSpecs,
          globalSetup: wholeStack,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      })),
      // Each scenario has a database, a broker and services of its own, because it breaks them.
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['e2e/faults/**/*.spec.ts'],
          exclude: nobodysSpecs,
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
