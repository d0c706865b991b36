import { setTimeout as pause } from 'node:timers/promises';
import type { Caller, Role } from '@xiezhi/contracts';
import { agency } from './agencies.ts';
import type { Company } from './company.ts';
import type { Journal } from './journal.ts';
import { notYet } from './life-steps.ts';
import type { Member } from './members.ts';

/** F21, in every scenario: how often an officer presses twice at once, and how often again after the answer. */
const pressesTwice = 0.1;
const repeatsLater = 0.2;

const answerWithinMs = 15_000;

/** A post that sends commands, comes again with the same key until it is answered, and writes everything down. */
export class Officer {
  readonly #company: Company;
  readonly #journal: Journal;
  readonly #caller: Caller;
  #token: { text: string; until: number } | undefined;

  constructor(company: Company, journal: Journal, slug: string, role: Role) {
    const { id, name, posts } = agency(slug);
    const post = posts.find((each) => each.role === role);
    if (post === undefined) throw new Error(`${slug} has no post of role ${role}`);
    this.#company = company;
    this.#journal = journal;
    this.#caller = { account: post.id, post: post.id, agency: id, agencyName: name, roles: [role], strength: 'password' };
  }

  get agency(): string {
    return this.#caller.agency;
  }

  /**
   * Sends until there is an answer: the same key each time, so that a repetition after a lost answer acts once.
   *
   * @param untilMs `performance.now()` after which the client gives up; the command may or may not have been done
   * @returns undefined when it gave up
   */
  async command(
    service: Member,
    path: string,
    body: object,
    key: string,
    untilMs: number,
  ): Promise<{ id: string; version: number } | undefined> {
    const again = async (): Promise<boolean> => typeof (await this.#once(service, path, body, key)) === 'object';
    this.#journal.begin({ key, service, path, account: this.#caller.account, again });
    for (let tries = 0; performance.now() < untilMs; tries++) {
      const twice = Math.random() < pressesTwice ? this.#repeat(service, path, body, key) : undefined;
      const answer = await this.#once(service, path, body, key);
      await twice;
      if (answer === 'again') await pause(Math.min(100 * 2 ** Math.min(tries, 4), 1000) * (0.5 + Math.random() / 2));
      else if (answer === 'no') return undefined;
      else {
        this.#journal.answered(key, answer);
        if (Math.random() < repeatsLater) await this.#repeat(service, path, body, key);
        return answer;
      }
    }
    return undefined;
  }

  /** F21: the same once more, whatever became of the first; an answer must be the one answer of that key. */
  async #repeat(service: Member, path: string, body: object, key: string): Promise<void> {
    this.#journal.repeated += 1;
    const answer = await this.#once(service, path, body, key);
    if (typeof answer === 'object') this.#journal.answered(key, answer);
    // A yes that became a no under the same key is told by `#once`.
  }

  async #once(service: Member, path: string, body: object, key: string): Promise<{ id: string; version: number } | 'again' | 'no'> {
    try {
      const answer = await fetch(`${this.#company.urlOf(service)}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await this.#tokenNow()}`, 'idempotency-key': key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const content = (await answer.json()) as { id: string; version: number; code?: string };
      if (answer.ok) return { id: content.id, version: content.version };
      if (answer.status === 503) {
        this.#journal.unavailable += 1;
        if (content.code === 'OVERLOADED') this.#journal.overloaded += 1;
        if (answer.headers.get('retry-after') === null) this.#journal.scandals.push(`${path}: 503 without Retry-After`);
        return 'again';
      }
      if (content.code !== undefined && notYet.has(content.code)) return 'again';
      this.#journal.scandals.push(`${path}: ${answer.status} ${content.code ?? 'without a code'}`);
      return 'no';
    } catch {
      this.#journal.unanswered += 1;
      return 'again';
    }
  }

  async #tokenNow(): Promise<string> {
    if (this.#token === undefined || this.#token.until < performance.now())
      this.#token = { text: await this.#company.tokenOf(this.#caller), until: performance.now() + 200_000 };
    return this.#token.text;
  }
}
