import { startStack } from '@xiezhi/testing/stack';
import { secondsSince } from './run.ts';

/**
 * One stack for all suites of the whole system, because starting one is what takes the time; each suite alone starts its own
 * (libs/testing/src/shared-stack.ts). A stack that did not start once is not tried again by the next suite.
 */
export class OneStack {
  private started: Promise<Awaited<ReturnType<typeof startStack>>> | undefined;

  /** What a suite is told. */
  async environment(): Promise<Record<string, string>> {
    if (process.env['XIEZHI_E2E_HOME'] !== undefined) return {};
    if (this.started === undefined) {
      console.log('starting a stack …');
      const startedAt = performance.now();
      this.started = startStack();
      await this.started;
      console.log(`stack ready in ${secondsSince(startedAt)}`);
    }
    return { XIEZHI_E2E_HOME: (await this.started).home };
  }

  async remove(): Promise<void> {
    const stack = await this.started?.catch(() => undefined);
    await stack?.remove();
  }
}
