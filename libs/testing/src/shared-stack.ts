import { inject } from 'vitest';
import { Stack, startStack } from './stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stackHome: string;
  }
}

interface Provider {
  provide(key: 'stackHome', value: string): void;
}

/**
 * Vitest's global setup of the suites in e2e: one whole stack for all their files, because starting one is what takes the time.
 * `XIEZHI_E2E_HOME` names the home of a stack that runs already and is left running, for whoever writes a spec.
 */
export default async function setup(project: Provider): Promise<() => Promise<void>> {
  const running = process.env['XIEZHI_E2E_HOME'];
  if (running !== undefined) {
    project.provide('stackHome', running);
    return async () => undefined;
  }
  const stack = await startStack();
  project.provide('stackHome', stack.home);
  return () => stack.remove();
}

/** The stack that the global setup has started. */
export function sharedStack(): Stack {
  return new Stack(inject('stackHome'));
}
