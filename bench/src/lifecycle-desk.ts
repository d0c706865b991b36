import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { agency } from '@xiezhi/faults/agencies';
import { type LifeSoFar, type LifeStep, notYet } from '@xiezhi/faults/life-steps';
import type { World } from './lifecycle-world.ts';

/** An internal token lives five minutes. */
const tokenRenewedAfterMs = 200_000;
const answerWithinMs = 30_000;
/** Whoever is told that something has not arrived yet asks again after a moment that grows. */
const firstPauseMs = 20;
const pauseMaxMs = 500;

/** Of apps/portal/src/pass-through/upstream.ts. */
const connectionsOfThePortal = 64;

type Answer = { status: number; id?: string; version?: number; code?: string; retryAfter?: string | undefined };

interface Token {
  text: string;
  /** Whoever holds the post: idempotency keys are his. */
  account: string;
}

const accountIn = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { account: string }).account;

/** What a desk met besides yes. */
export interface Encounters {
  /** 503, with Retry-After. */
  unavailable: number;
  /** Something that the next step needs had not arrived. */
  early: number;
  unanswered: number;
}

/** Sends the commands of all officers over connections that are kept, as the portal would, and writes everything into the world's journal. */
export class Desk {
  /** Commands answered with yes. */
  answered = 0;
  readonly met: Encounters = { unavailable: 0, early: 0, unanswered: 0 };
  readonly #world: World;
  readonly #agent: Agent;
  readonly #tokens = new Map<string, { token: Promise<Token>; until: number }>();
  readonly #urls = new Map<string, URL>();

  readonly #patience: 'comes again' | 'gives up';

  /**
   * @param patience what a client does that is told 503: come again when it was told to, or go away. Who comes again is the portal, which
   * keeps so many connections to a service and lets its officers wait for one; who goes away has a connection for each command, so that
   * all of an overload stands at the services' doors.
   */
  constructor(world: World, patience: 'comes again' | 'gives up' = 'comes again') {
    this.#world = world;
    this.#patience = patience;
    this.#agent = new Agent({ keepAlive: true, maxSockets: patience === 'comes again' ? connectionsOfThePortal : Infinity });
  }

  close(): void {
    this.#agent.destroy();
  }

  /**
   * Takes one step of a life: the same command under the same key until it is answered.
   *
   * @param untilMs `performance.now()` after which it is given up
   * @returns false when it was refused or given up
   */
  async take(step: LifeStep, so: LifeSoFar, untilMs = Infinity): Promise<boolean> {
    const { journal } = this.#world;
    const post = postOf(`${so.county}-${step.office}`, step.role);
    const [path, body, key] = [step.path(so), step.body(so), `${so.life}/${step.name}`];
    const again = async (): Promise<boolean> => (await this.#send(step.service, path, body, key, post)).status < 300;
    const { account } = await this.#tokenOf(post);
    if (step.needs !== undefined) await this.#world.arrivals.of(step.needs(so), untilMs);
    journal.begin({ key, service: step.service, path, account, again });
    for (let pauseMs = firstPauseMs; performance.now() < untilMs; pauseMs = Math.min(pauseMs * 2, pauseMaxMs)) {
      const { status, id, version, code, retryAfter } = await this.#send(step.service, path, body, key, post);
      if (status < 300) {
        if (step.name === 'register') so.clueId = id!;
        if (step.name === 'draft') so.handOffId = id!;
        journal.answered(key, { id: id!, version: version! });
        this.answered += 1;
        return true;
      }
      if (status === 0) this.met.unanswered += 1;
      else if (status === 503) {
        this.met.unavailable += 1;
        journal.unavailable += 1;
        if (retryAfter === undefined) journal.scandals.push(`${path}: 503 without Retry-After`);
        if (this.#patience === 'gives up') return false;
        await pause(Number(retryAfter ?? 1) * 1000 * (0.5 + Math.random()));
        continue;
      } else if (code !== undefined && notYet.has(code)) this.met.early += 1;
      else {
        journal.scandals.push(`${path}: ${status} ${code ?? 'without a code'}`);
        return false;
      }
      await pause(pauseMs);
    }
    return false;
  }

  async #send(service: string, path: string, body: object, key: string, post: string): Promise<Answer> {
    const { text: token } = await this.#tokenOf(post);
    const { hostname, port } = this.#urlOf(service);
    const text = JSON.stringify(body);
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      authorization: `Bearer ${token}`,
      'idempotency-key': key,
    };
    const sending = request({ hostname, port, path, method: 'POST', agent: this.#agent, headers, timeout: answerWithinMs }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('error', () => resolve({ status: 0 }));
      answer.once('end', () => {
        const content = JSON.parse(Buffer.concat(parts).toString()) as { id?: string; version?: number; code?: string };
        resolve({ ...content, status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] });
      });
    });
    sending.once('timeout', () => sending.destroy());
    sending.once('error', () => resolve({ status: 0 }));
    sending.end(text);
    return promise;
  }

  #tokenOf(post: string): Promise<Token> {
    const now = performance.now();
    const known = this.#tokens.get(post);
    if (known !== undefined && known.until > now) return known.token;
    const token = this.#world.stack.tokenOf(post).then((text) => ({ text, account: accountIn(text) }));
    this.#tokens.set(post, { token, until: now + tokenRenewedAfterMs });
    return token;
  }

  #urlOf(service: string): URL {
    const known = this.#urls.get(service) ?? new URL(this.#world.stack.urlOf(service));
    this.#urls.set(service, known);
    return known;
  }
}

const posts = new Map<string, string>();

function postOf(slug: string, role: LifeStep['role']): string {
  const name = `${slug}.${role}`;
  const found = posts.get(name) ?? agency(slug).posts.find((post) => post.role === role)?.id;
  if (found === undefined) throw new Error(`${slug} has no post of role ${role}`);
  posts.set(name, found);
  return found;
}
