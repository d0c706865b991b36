import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Caller, Role } from '@xiezhi/contracts';
import { repository } from '@xiezhi/tools/stack';
import type { Company, Member } from './company.ts';
import type { Journal } from './journal.ts';

interface AgencyEntry {
  id: string;
  slug: string;
  name: string;
  posts: { id: string; role: Role }[];
}

const agencies = JSON.parse(readFileSync(join(repository, 'packs', 'huzhou', 'directory', 'agencies.json'), 'utf8')) as AgencyEntry[];

export function agency(slug: string): AgencyEntry {
  const found = agencies.find((entry) => entry.slug === slug);
  if (found === undefined) throw new Error(`the directory pack has no agency ${slug}`);
  return found;
}

/** What a no means to a client that knows its work is right: come again, because something has not arrived yet, or give up. */
const notYet = new Set([
  'CASE_FILE_NOT_FOUND',
  'FEEDBACK_NOT_FOUND',
  'RECEIVER_UNKNOWN',
  'ROUTE_UNKNOWN',
  'MATTER_ALREADY_HANDED_OVER',
  'STALE_VERSION',
]);

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
    this.#journal.begin({ key, service, path, account: this.#caller.account });
    for (let tries = 0; performance.now() < untilMs; tries++) {
      const answer = await this.#once(service, path, body, key);
      if (answer === 'again') await pause(Math.min(100 * 2 ** Math.min(tries, 4), 1000) * (0.5 + Math.random() / 2));
      else if (answer === 'no') return undefined;
      else {
        this.#journal.answered(key, answer);
        return answer;
      }
    }
    return undefined;
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
