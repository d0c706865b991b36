import type { Stack } from '@xiezhi/testing/stack';
import type { Browser } from 'playwright-core';
import { Officer } from './officer.ts';

/** The officers of one suite, each signed in once, when a story first needs them. */
export class Officers {
  readonly #signedIn = new Map<string, Officer>();
  readonly #stack: Stack;
  readonly #browser: Browser;

  constructor(stack: Stack, browser: Browser) {
    this.#stack = stack;
    this.#browser = browser;
  }

  async at(account: string): Promise<Officer> {
    const officer = this.#signedIn.get(account) ?? (await Officer.signIn(this.#stack, this.#browser, account));
    this.#signedIn.set(account, officer);
    return officer;
  }

  /** What the browsers complained about while these officers worked. */
  complaints(): { account: string; foreign: string[]; errors: string[] }[] {
    return [...this.#signedIn].map(([account, { complaints }]) => ({ account, ...complaints }));
  }

  async leave(): Promise<void> {
    await Promise.all([...this.#signedIn.values()].map((officer) => officer.leave()));
  }
}
