import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { type Counts, closingLine, writeCounts } from './counts.ts';

/**
 * Ends a run with a counted line, leaves the counts in the file named by XIEZHI_COUNTS, and turns a run red in which a test was
 * skipped. A suite that failed outside its tests (a hook, an import) counts as one failure, and its unrun tests as skipped.
 */
export class CountingReporter implements Reporter {
  private hasNameFilter = false;

  onInit(vitest: Vitest): void {
    this.hasNameFilter = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) this.count(module, counts);
    console.log(closingLine(counts));
    if (process.env['XIEZHI_COUNTS'] !== undefined) writeCounts(process.env['XIEZHI_COUNTS'], counts);
    if (counts.failed > 0 || counts.skipped > 0) process.exitCode = 1;
  }

  private count(module: TestModule, counts: Counts): void {
    counts.failed += [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0).length;
    for (const test of module.children.allTests()) {
      const outcome = this.outcomeOf(test);
      if (outcome !== undefined) counts[outcome] += 1;
    }
  }

  /** Undefined for a test that `-t` left out: nobody asked for it. */
  private outcomeOf(test: TestCase): keyof Counts | undefined {
    const { state } = test.result();
    if (state === 'pending') return 'failed'; // the run was broken off before it answered
    if (state === 'skipped' && this.hasNameFilter) return undefined;
    return state;
  }
}
