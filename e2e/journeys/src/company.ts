import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { eventually } from '@xiezhi/testing';
import { PortalClient } from '@xiezhi/testing/portal-client';
import type { Stack } from '@xiezhi/testing/stack';
import {
  type Played,
  portalStage,
  readStory,
  type Scene,
  type Stage,
  type Story,
  storyFiles,
  StoryPlayer,
  worldNameOf,
} from '@xiezhi/tools/story';
import { Journal, journalled } from './journal.ts';

export const k11: Story = readStory(join(resolve(import.meta.dirname, '..', '..', '..'), 'packs', 'huzhou', 'stories', 'K11.yaml'));

/** Longest wait for what comes by events on a machine that does other things too. */
export const comesWithinMs = 60_000;

export interface PlayOptions {
  /** Called when a command is sent, and not waited for: the place for a fault in the middle of a step. */
  during?: (path: string) => void;
  /** After each step. */
  tell?: (scene: Scene) => Promise<void> | void;
}

/** The story once, in a world of its own, by the accounts of the agencies; the journal says what was asked and answered. */
export async function playStory(
  stack: Stack,
  { during, tell = () => undefined }: PlayOptions = {},
): Promise<Played & { journal: Journal }> {
  const journal = new Journal();
  const stage = journalled(stageOf(stack), journal, during);
  const played = await new StoryPlayer(stage).play(k11, tell);
  return { ...played, journal };
}

/** These stories at the same time, each in a world of its own, by the accounts of their agencies. */
export async function playStories(stack: Stack, names: readonly string[]): Promise<Played[]> {
  const stage = stageOf(stack);
  const files = storyFiles();
  return Promise.all(names.map((name) => new StoryPlayer(stage).play(readStory(files.get(name) ?? name), () => undefined)));
}

/** Those of these stories that were not told on this stack yet: what ran before may have told them, and once is enough to look at. */
export async function tellOnce(stack: Stack, names: readonly string[]): Promise<void> {
  const db = stack.pool('postgres');
  try {
    const { rows } = await db.query<{ name: string }>('select name from directory.practice_world');
    const told = new Set(rows.map(({ name }) => name));
    await playStories(
      stack,
      names.filter((name) => !told.has(worldNameOf(name))),
    );
  } finally {
    await db.end();
  }
}

export function stageOf(stack: Stack): Stage {
  return portalStage({ portal: stack.address.portal, password: stack.developmentPassword });
}

interface Asked {
  body?: unknown;
  headers?: Record<string, string>;
  world?: string;
}

/** Officers at their desks, signed in as real accounts: one client per post, made when first needed. */
export class Company {
  readonly journal = new Journal();
  readonly #stack: Stack;
  readonly #officers = new Map<string, Promise<PortalClient>>();

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  officer(post: string, account = post): Promise<PortalClient> {
    const key = `${account} as ${post}`;
    const known = this.#officers.get(key);
    if (known !== undefined) return known;
    const officer = this.#signIn(post, account);
    this.#officers.set(key, officer);
    return officer;
  }

  /** A command that is expected to be answered with yes; goes into the journal. */
  async does(post: string, path: string, body: Record<string, unknown> = {}): Promise<{ id: string; version: number; readToken: string }> {
    const officer = await this.officer(post);
    const key = randomUUID();
    const answer = await officer.command(path, body, { idempotencyKey: key });
    this.journal.add({ post, path, body, key, answer: { id: answer.id, version: answer.version } });
    return answer;
  }

  /** One request whose answer is looked at, whatever it is. */
  async asks(post: string, method: string, path: string, { body, headers = {}, world }: Asked = {}) {
    const officer = await this.officer(post);
    const sent = body === undefined ? headers : { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers };
    const options = { headers: sent, ...(world !== undefined && { world }) };
    return officer.ask(method, path, options, body === undefined ? undefined : JSON.stringify(body));
  }

  /** The code of the no that a command is answered with; `accepted` when it is answered with yes. */
  async refusal(post: string, path: string, body: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<string> {
    const answer = await this.asks(post, 'POST', path, { body, headers });
    return answer.status < 300 ? 'accepted' : String(answer.body['code']);
  }

  /** The id of what waits for a post in a family, as its worklist says. */
  async waiting(post: string, kind: string, familyId: string): Promise<string> {
    const officer = await this.officer(post);
    return eventually(
      async () => {
        const path = `/api/worklist?kind=${kind}&limit=200`;
        const { items } = await officer.query<{ items: { familyId: string; subject: string }[] }>(path);
        const found = items.find((item) => item.familyId === familyId)?.subject.split('/')[1];
        if (found === undefined) throw new Error(`${kind} of ${familyId} is not in the worklist of ${post}`);
        return found;
      },
      { withinMs: comesWithinMs, everyMs: 200 },
    );
  }

  async agencyId(slug: string): Promise<string> {
    const officer = await this.officer('anji-river-chief-office.intake');
    const { items } = await officer.query<{ items: { id: string }[] }>(`/api/directory/agencies?slug=${slug}`);
    const [agency] = items;
    if (agency === undefined) throw new Error(`the directory knows no agency ${slug}`);
    return agency.id;
  }

  async #signIn(post: string, account: string): Promise<PortalClient> {
    const client = new PortalClient({ portal: this.#stack.address.portal, account, password: this.#stack.developmentPassword });
    await client.actIn(post);
    return client;
  }
}
