import { randomUUID } from 'node:crypto';
import { type Clock, clocksOf, faultOf } from './deadlines.ts';
import { type Family, followed, standingOf, stateOf, together } from './family.ts';
import { Made, type Thing } from './made.ts';
import { publishPack } from './packs.ts';
import { PracticeWorld } from './practice-world.ts';
import { inOrder, onePerAgency, postsOf } from './posts.ts';
import { type StageFound, StageWatch } from './stage-watch.ts';
import { codeOf, type CommandAnswer, type Officer, type Stage } from './stage.ts';
import { type Act, type Follow, isAct, momentOf, objectNameOf, type Step, type Story } from './story.ts';
import { verbOf } from './verbs/index.ts';

/** What happened at one step, for whoever tells it. */
export interface Scene {
  index: number;
  step: Step;
  /** What was done, and by whom; of a wait, nothing. */
  done?: string;
  postName?: string;
  /** Deadlines of this step that were found as expected. */
  deadlines: number;
  /** Steps whose resulting stage was found as the story says. */
  stages: StageFound[];
  /** How the family stands after it, as whoever acted sees it; fetched when asked for. */
  family(): Promise<Family | undefined>;
}

export interface Played {
  world: string;
  /** The family of the first thing; most stories have one. */
  familyId: string;
  families: Family[];
  made: Made;
  deadlines: Clock[];
  /** Deadlines that were compared with what the story expects. */
  deadlinesChecked: number;
}

/** What an act left: what a reader must have seen to see it, and which family it was about. */
interface Done {
  readToken?: string;
  familyId?: string | undefined;
  /** What it was done on, or what it made; and the step of the chart it asked for. */
  name?: string | undefined;
  transition?: string | undefined;
}

/** How long what comes by events may take where something is already there, but differs: a wrong date is told soon. */
const settlesWithinMs = 60_000;

/** What a service answers while a pack that was published is still on its way to it, as an event. */
const unheardOf = new Set<unknown>(['CHART_UNKNOWN', 'ROUTE_UNKNOWN', 'PACK_VERSION_NOT_LOADED']);

/**
 * Plays one story in a practice world of its own: every step is what an officer of that post would do at a screen, sent through the
 * portal. Whoever calls may play as often as they like; worlds never mix.
 */
export class StoryPlayer {
  readonly #stage: Stage;
  readonly #world = randomUUID();
  #mayArrive: (code: unknown) => boolean = () => false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async play(story: Story, tell: (scene: Scene) => Promise<void> | void): Promise<Played> {
    const posts = postsOf(story);
    for (const folder of story.机制包) await publishPack(this.#stage, folder);
    const publishedAt = performance.now();
    /** Whether a no may only mean that the pack has not arrived yet; afterwards it is meant. */
    this.#mayArrive = (code) => story.机制包.length > 0 && unheardOf.has(code) && performance.now() - publishedAt < settlesWithinMs;
    const world = new PracticeWorld(this.#stage, this.#world, posts[0]!);
    await world.open(worldNameOf(story.编号), story.演练开始);
    const made = new Made(await this.#agencies(story));
    const stagesOf = new StageWatch(this.#stage, this.#world, made);
    let deadlinesChecked = 0;
    for (const [index, step] of story.步骤.entries()) {
      try {
        await world.advanceTo(momentOf(step));
        const act = isAct(step) ? await this.#do(index, step, made) : undefined;
        for (const follow of step.随之产生) await this.#follow(follow, step, made);
        const stages = await stagesOf.check(step, inOrder(step, posts), act);
        await this.#checkDeadlines(step, posts, made);
        deadlinesChecked += step.期限.length;
        await tell(this.#scene(index, step, made, act, stages));
      } catch (error) {
        throw new Error(`第 ${index + 1} 步（${momentOf(step).slice(0, 16)} ${isAct(step) ? step.办理 : '等到'}）：${told(error)}`, {
          cause: error,
        });
      }
    }
    const families = await this.#atRest(story, posts, made);
    const deadlines = await this.#clocks(posts, made);
    return { world: this.#world, familyId: made.families[0]!, families, made, deadlines, deadlinesChecked };
  }

  async #do(index: number, act: Act, made: Made): Promise<Done> {
    const verb = verbOf(act.办理);
    const officer = await this.#stage.officerOf(act.岗位);
    const words = new Map([...made.things].map(([name, { word }]) => [name, word]));
    const name = objectNameOf(act, words);
    const object = verb.on === undefined || name === undefined ? undefined : made.thing(name);
    if (verb.item !== undefined && object !== undefined && act.应被拒绝 === undefined) await this.#isInWorklist(officer, verb.item, object);
    const body = { ...verb.says?.(object), ...verb.form.body(act.内容, made), actedAt: act.发生于 ?? act.时间 };
    const options = { idempotencyKey: `${this.#world}/${index}`, world: this.#world };
    // The clock's move is on its way to the portal as an event; until it is there, the act would lie in the future. So is a pack.
    const answer = await this.#stage.until(`演练时间已到 ${act.时间}，机制包已为各服务所知`, () =>
      officer.command(verb.path(object), body, options).catch((error: unknown) => {
        const code = codeOf(error);
        if (code === 'ACTED_AT_IN_FUTURE' || (code !== act.应被拒绝 && this.#mayArrive(code))) return undefined;
        if (act.应被拒绝 !== undefined) return { refused: error };
        throw error;
      }),
    );
    if (act.应被拒绝 !== undefined) refuseUnless(act.应被拒绝, answer);
    if ('refused' in answer) return { familyId: object?.familyId };
    const fault = verb.faultOf?.(answer);
    if (fault !== undefined) throw new Error(fault);
    if (verb.makes !== undefined) made.things.set(act.得到 ?? verb.makes, this.#begun(act, answer.id, object));
    const transition = /\/steps\/(\w+)$/u.exec(verb.path(object))?.[1];
    return {
      readToken: answer.readToken,
      familyId: object?.familyId,
      name: verb.makes === undefined ? name : (act.得到 ?? verb.makes),
      transition,
    };
  }

  /** A matter begins a family; everything else is about the matter of what it was begun on. */
  #begun(act: Act, id: string, object: Thing | undefined): Thing {
    const word = verbOf(act.办理).makes!;
    const familyId = object?.familyId ?? id;
    if (word === '案卷') return { word, id, familyId, matter: { kind: 'case-file', id } };
    const kind = word === '问题' ? 'problem' : 'clue';
    return { word, id, familyId, matter: object?.matter ?? { kind, id } };
  }

  /** Where an officer finds what to do. It comes by events, so it may take a moment. */
  async #isInWorklist(officer: Officer, kind: string, object: Thing): Promise<void> {
    await this.#stage.until(`工作台出现事项 ${kind}`, async () => {
      const path = `/api/worklist?kind=${kind}&limit=200`;
      const { items } = await officer.query<{ items: { subject: string }[] }>(path, { world: this.#world });
      return items.some(({ subject }) => subject.endsWith(`/${object.id}`)) || undefined;
    });
  }

  async #follow(follow: Follow, step: Step, made: Made): Promise<void> {
    const post = follow.见于 ?? (isAct(step) ? step.岗位 : undefined);
    if (post === undefined) throw new Error(`须写明 ${follow.名称} 见于哪个岗位`);
    const officer = await this.#stage.officerOf(post);
    const families = follow.关于 === undefined ? made.families : [made.thing(follow.关于).familyId];
    const thing = await this.#stage.until(`随之产生 ${follow.名称}（${follow.种类}）`, async () => {
      for (const familyId of families) {
        const family = await this.#familyAs(officer, familyId);
        const found = family === undefined ? undefined : followed(follow, family, made);
        if (found !== undefined) return found;
      }
      return undefined;
    });
    made.things.set(follow.名称, thing);
  }

  /** Asks one agency after the other, who acted and who owes first, and no further than what the step expects has been found. */
  async #checkDeadlines(step: Step, posts: readonly string[], made: Made): Promise<void> {
    if (step.期限.length === 0) return;
    const asked = inOrder(step, posts);
    // That something is not there can be said only when everybody has been asked.
    const mustAskAll = step.期限.some(({ 应于 }) => 应于 === '无');
    let faults: (string | undefined)[] = [];
    const check = async (): Promise<true | undefined> => {
      const found = new Map<string, Clock>();
      for (const [n, post] of asked.entries()) {
        await this.#collect(post, made, found);
        faults = step.期限.map((expected) => faultOf(expected, [...found.values()], made));
        const isLast = n === asked.length - 1;
        if ((isLast || !mustAskAll) && faults.every((fault) => fault === undefined)) return true;
      }
      return undefined;
    };
    await this.#stage.until('期限与故事所写一致', check, settlesWithinMs).catch((error: unknown) => {
      const found = faults.filter((fault) => fault !== undefined);
      throw found.length === 0 ? error : new Error(`期限不符：\n${found.join('\n')}`);
    });
  }

  /** Deadlines of all matters of the story, as its agencies see them together. */
  async #clocks(posts: readonly string[], made: Made): Promise<Clock[]> {
    const found = new Map<string, Clock>();
    for (const post of onePerAgency(posts)) await this.#collect(post, made, found);
    return [...found.values()];
  }

  async #collect(post: string, made: Made, into: Map<string, Clock>): Promise<void> {
    const officer = await this.#stage.officerOf(post);
    const matters = new Set([...made.things.values()].map(({ matter }) => matter.id));
    const seen = await Promise.all([...matters].map((matter) => clocksOf(officer, matter, this.#world)));
    for (const clock of seen.flat()) into.set(clock.clockId, clock);
  }

  #scene(index: number, step: Step, made: Made, act: Done | undefined, stages: StageFound[]): Scene {
    const deadlines = step.期限.length;
    if (!isAct(step)) return { index, step, deadlines, stages, family: () => Promise.resolve(undefined) };
    const verb = verbOf(step.办理);
    const done = step.应被拒绝 === undefined ? verb.done : `欲${step.办理}，平台不予办理（${step.应被拒绝}）`;
    const familyId = act?.familyId ?? made.families.at(-1);
    const family = async () => {
      if (familyId === undefined) return undefined;
      return this.#familyAs(await this.#stage.officerOf(step.岗位), familyId, act?.readToken);
    };
    return { index, step, done, postName: this.#postNames.get(step.岗位) ?? step.岗位, deadlines, stages, family };
  }

  /** @returns undefined while the read model does not know the family yet */
  #familyAs(officer: Officer, familyId: string, readToken?: string): Promise<Family | undefined> {
    const options = { world: this.#world, ...(readToken !== undefined && { readToken }) };
    return officer
      .query<Family>(`/api/families/${familyId}`, options)
      .catch((error: unknown) => (codeOf(error) === 'FAMILY_NOT_FOUND' ? undefined : Promise.reject(error)));
  }

  /** Every family of the story once all its things stand where the story says they end. */
  async #atRest({ 结局 }: Story, posts: readonly string[], made: Made): Promise<Family[]> {
    let faults: string[] = [];
    const check = async (): Promise<Family[] | undefined> => {
      const families = await this.#familiesTogether(posts, made);
      faults = endFaults(结局, families, made);
      return faults.length === 0 ? families : undefined;
    };
    return this.#stage.until('故事的结局', check, settlesWithinMs).catch((error: unknown) => {
      throw faults.length === 0 ? error : new Error(`结局不符：\n${faults.join('\n')}`);
    });
  }

  async #familiesTogether(posts: readonly string[], made: Made): Promise<Family[]> {
    const families: Family[] = [];
    for (const familyId of made.families) {
      const views = await Promise.all(onePerAgency(posts).map(async (post) => this.#familyAs(await this.#stage.officerOf(post), familyId)));
      const seen = views.filter((view) => view !== undefined);
      if (seen.length > 0) families.push(together(seen));
    }
    return families;
  }

  readonly #postNames = new Map<string, string>();

  /** Agencies the story names by slug, and the names of its posts, as the directory has them. */
  async #agencies(story: Story): Promise<Map<string, string>> {
    const officer = await this.#stage.officerOf(postsOf(story)[0]!);
    const found = new Map<string, string>();
    for (const slug of slugsOf(story)) {
      const { items } = await officer.query<{ items: { id: string }[] }>(`/api/directory/agencies?slug=${slug}`, {});
      if (items[0] === undefined) throw new Error(`名录中没有单位 ${slug}`);
      const path = `/api/directory/agencies/${items[0].id}`;
      const agency = await officer.query<{ id: string; posts: { id: string; name: string }[] }>(path, {});
      found.set(slug, agency.id);
      for (const post of agency.posts) this.#postNames.set(post.id, post.name);
    }
    return found;
  }
}

/** What the practice world of a story is called. */
export const worldNameOf = (number: string): string => `故事 ${number}`;

function endFaults(end: Story['结局'], families: readonly Family[], made: Made): string[] {
  const owners = Object.entries(end.主办单位).flatMap(([name, slug]) => {
    const owner = standingOf(families, made.thing(name))?.owner;
    return owner?.id === made.agency(slug) ? [] : [`${name} 应由 ${slug} 主办，实由 ${owner?.name ?? '—'}`];
  });
  const states = Object.entries(end.状态).flatMap(([name, state]) => {
    const found = stateOf(standingOf(families, made.thing(name)));
    return found === state ? [] : [`${name} 应为 ${state}，实为 ${found}`];
  });
  const open =
    end.待办 === undefined ? [] : families.flatMap(({ openItems }) => openItems.map(({ agency, name }) => `${agency.name} 尚有 ${name}`));
  return [...owners, ...states, ...open];
}

function refuseUnless(code: string, answer: CommandAnswer | { refused: unknown }): void {
  if (!('refused' in answer)) throw new Error(`应被拒绝（${code}），却办成了`);
  if (codeOf(answer.refused) !== code) throw new Error(`应被拒绝（${code}），实为 ${told(answer.refused)}`);
}

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function slugsOf(story: Story): Set<string> {
  const ofPosts = postsOf(story).map((post) => post.split('.')[0]!);
  const ofForms = story.步骤.flatMap((step) => (isAct(step) ? verbOf(step.办理).form.agenciesIn(step.内容) : []));
  const ofDeadlines = story.步骤.flatMap(({ 期限 }) => 期限.flatMap(({ 义务单位 }) => 义务单位 ?? []));
  return new Set([...ofPosts, ...ofForms, ...ofDeadlines, ...Object.values(story.结局.主办单位)]);
}
