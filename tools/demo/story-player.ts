import { randomUUID } from 'node:crypto';
import type { Step, Story } from './story.ts';
import { type Made, verbOf } from './verbs.ts';

export interface CommandAnswer {
  id: string;
  version: number;
  readToken: string;
}

export interface CommandOptions {
  /** The same for every repetition of this step, so that a retry after a lost answer does not act twice. */
  idempotencyKey: string;
  world?: string;
}

/** An officer at a desk: signed in with an account, acting in one post. */
export interface Officer {
  command(path: string, body: Record<string, unknown>, options: CommandOptions): Promise<CommandAnswer>;
  query<Answer>(path: string, options: { world?: string; readToken?: string }): Promise<Answer>;
}

export interface Stage {
  /** Signs in the account that holds the post and picks it. */
  officerOf(post: string): Promise<Officer>;
  /** Waits until `check` gives an answer that is not undefined; fails with `what` when it never comes. */
  until<Answer>(what: string, check: () => Promise<Answer | undefined>): Promise<Answer>;
}

interface WorklistItem {
  kind: string;
  familyId: string;
  subject: string;
}
export interface OpenItem extends WorklistItem {
  name: string;
  agency: { id: string; name: string };
}
export interface Standing {
  service: string;
  subject: string;
  stateName: string;
  resultCode?: string;
  resultName?: string;
}
export interface Family {
  familyId: string;
  title?: string;
  owner?: { id: string; name: string };
  standings: Standing[];
  openItems: OpenItem[];
}

/** What happened at one step, for whoever tells it. */
export interface Scene {
  index: number;
  step: Step;
  done: string;
  postName: string;
  /** How the family stands after it: owner, and whose turn it is as both sides' worklists say. */
  family: Family;
}

export interface Played {
  world: string;
  familyId: string;
  family: Family;
}

const clockKeeper = 'platform.system-admin';

/**
 * Plays one story in a practice world of its own: every step is what an officer of that post would do at a screen, found in that
 * post's worklist and sent through the portal. Whoever calls may play as often as they like; worlds never mix.
 */
export class StoryPlayer {
  readonly #stage: Stage;
  readonly #world = randomUUID();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async play(story: Story, tell: (scene: Scene) => Promise<void> | void): Promise<Played> {
    await this.#openWorld(story);
    const agencies = await this.#agencies(story);
    const made: { agencies: ReadonlyMap<string, string>; clueId?: string; draftId?: string } = { agencies };
    for (const [index, step] of story.步骤.entries()) {
      await this.#advanceTo(step.时间);
      const answer = await this.#do(index, step, made);
      if (step.办理 === '登记线索') made.clueId = answer.id;
      if (step.办理 === '起草移送') made.draftId = answer.id;
      const family = await this.#familyAfter(step, made.clueId!, answer, story.步骤[index + 1]);
      await tell({ index, step, done: verbOf(step.办理).done, postName: this.#postName(step.岗位), family });
    }
    const familyId = made.clueId!;
    return { world: this.#world, familyId, family: await this.#familyAtRest(story, familyId) };
  }

  async #openWorld(story: Story): Promise<void> {
    const keeper = await this.#stage.officerOf(clockKeeper);
    const body = { id: this.#world, name: `故事 ${story.编号}`, legalNow: story.演练开始 };
    await keeper.command('/api/directory/practice-worlds', body, { idempotencyKey: `${this.#world}/open` });
    await this.#stage.until('演练空间已为各服务所知', async () => {
      const officer = await this.#stage.officerOf(story.步骤[0]!.岗位);
      return officer.query('/api/worklist', { world: this.#world }).then(
        () => true,
        () => undefined,
      );
    });
  }

  async #advanceTo(moment: string): Promise<void> {
    const keeper = await this.#stage.officerOf(clockKeeper);
    const path = `/api/directory/practice-worlds/${this.#world}`;
    const options = { idempotencyKey: `${this.#world}/${moment}` };
    await keeper.command(`${path}/advance`, { to: new Date(moment).toISOString() }, options);
  }

  async #do(index: number, step: Step, made: Made & { draftId?: string }): Promise<CommandAnswer> {
    const verb = verbOf(step.办理);
    const officer = await this.#stage.officerOf(step.岗位);
    const itemId = verb.item === undefined ? (made.draftId ?? '') : await this.#itemInWorklist(officer, verb.item, made.clueId!);
    const body = { ...verb.body(step.内容, made), actedAt: step.时间 };
    const options = { idempotencyKey: `${this.#world}/${index}`, world: this.#world };
    // The clock's move is on its way to the portal as an event; until it is there, the act would lie in the future.
    return this.#stage.until(`演练时间已到 ${step.时间}`, () =>
      officer.command(verb.path(itemId, made), body, options).catch((error: unknown) => {
        if (codeOf(error) === 'ACTED_AT_IN_FUTURE') return undefined;
        throw error;
      }),
    );
  }

  /** Where an officer finds what to do. It comes by events, so it may take a moment. */
  async #itemInWorklist(officer: Officer, kind: string, familyId: string): Promise<string> {
    return this.#stage.until(`工作台出现事项 ${kind}`, async () => {
      const { items } = await officer.query<{ items: WorklistItem[] }>(`/api/worklist?kind=${kind}&limit=200`, { world: this.#world });
      return items.find((item) => item.familyId === familyId)?.subject.split('/')[1];
    });
  }

  /**
   * How the family stands once the step and what follows from it by events are to be seen: until the next step's item has come to
   * somebody's worklist.
   */
  async #familyAfter(step: Step, familyId: string, answer: CommandAnswer, next: Step | undefined): Promise<Family> {
    const officer = await this.#stage.officerOf(step.岗位);
    const awaited = next === undefined ? undefined : verbOf(next.办理).item;
    return this.#stage.until(`下一步的事项 ${awaited ?? ''}`, async () => {
      const path = `/api/families/${familyId}`;
      const family = await officer
        .query<Family>(path, { world: this.#world, readToken: answer.readToken })
        // A read model that is behind does not know a new family yet; its clue is recorded all the same.
        .catch((error: unknown) => (codeOf(error) === 'FAMILY_NOT_FOUND' ? undefined : Promise.reject(error)));
      if (family === undefined) return undefined;
      const isThere = awaited === undefined || family.openItems.some(({ kind }) => kind === awaited);
      return isThere ? family : undefined;
    });
  }

  /** The family as all its parties together see it: a case file is seen by the agency that keeps it alone. */
  async #familyAtRest(story: Story, familyId: string): Promise<Family> {
    const posts = new Map(story.步骤.map((step) => [step.岗位.split('.')[0], step.岗位]));
    return this.#stage.until('各单位事项均已办结', async () => {
      const views: Family[] = [];
      for (const post of posts.values()) {
        const officer = await this.#stage.officerOf(post);
        views.push(await officer.query<Family>(`/api/families/${familyId}`, { world: this.#world }));
      }
      if (views.some(({ openItems }) => openItems.length > 0)) return undefined;
      const standings = new Map(views.flatMap((view) => view.standings).map((standing) => [standing.subject, standing]));
      return { ...views.at(-1)!, standings: [...standings.values()] };
    });
  }

  readonly #postNames = new Map<string, string>();

  #postName(post: string): string {
    return this.#postNames.get(post) ?? post;
  }

  /** Agencies the story names by slug, and the names of its posts, as the directory has them. */
  async #agencies(story: Story): Promise<Map<string, string>> {
    const officer = await this.#stage.officerOf(story.步骤[0]!.岗位);
    const slugs = new Set(story.步骤.map((step) => step.岗位.split('.')[0]!));
    for (const step of story.步骤) if (typeof step.内容['接收单位'] === 'string') slugs.add(step.内容['接收单位']);
    const found = new Map<string, string>();
    for (const slug of slugs) {
      const { items } = await officer.query<{ items: { id: string }[] }>(`/api/directory/agencies?slug=${slug}`, {});
      if (items[0] === undefined) throw new Error(`名录中没有单位 ${slug}`);
      const agency = await officer.query<{ id: string; posts: { id: string; name: string }[] }>(
        `/api/directory/agencies/${items[0].id}`,
        {},
      );
      found.set(slug, agency.id);
      for (const post of agency.posts) this.#postNames.set(post.id, post.name);
    }
    return found;
  }
}

/** The code of a portal's no, whatever client met it. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
