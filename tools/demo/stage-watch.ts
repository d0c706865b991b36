import type { Made, Thing } from './made.ts';
import { codeOf, type Stage } from './stage.ts';
import { hasStages, type Road, roadOf, stageFound, type StageFound } from './stages.ts';
import type { StageExpected, Step } from './story.ts';

export type { StageFound } from './stages.ts';

/** What an act of the story was done on, or made, and the step of the chart it asked for. */
interface Act {
  name?: string | undefined;
  transition?: string | undefined;
  readToken?: string;
}

/** What comes by events may take a moment on a machine that does other things too; a wrong stage is told soon. */
const settlesWithinMs = 60_000;

/** Compares where the steps of a story led with where it says they lead: the act’s own step, and what follows it elsewhere. */
export class StageWatch {
  readonly #stage: Stage;
  readonly #world: string;
  readonly #made: Made;
  /** Steps of each matter that the story has looked at before, by reader: not every party is shown every step. */
  readonly #seen = new Map<string, number>();
  /** Who could read a matter that somebody else acted on: a file is read by its keeper alone. */
  readonly #readers = new Map<string, string>();

  constructor(stage: Stage, world: string, made: Made) {
    this.#stage = stage;
    this.#world = world;
    this.#made = made;
  }

  /**
   * @param asked posts that may know, the likeliest first
   * @throws Error saying which stage was expected, and which was found
   */
  async check(step: Step, asked: readonly string[], act: Act = {}): Promise<StageFound[]> {
    const stages: StageFound[] = [];
    const looked = new Map<string, number>();
    for (const expected of step.阶段) {
      const name = expected.对象 ?? act.name;
      if (name === undefined) throw new Error(`须写明 ${expected.为} 是哪一件的阶段`);
      const { stage, reader, steps } = await this.#one(expected, name, asked, name === act.name ? act : undefined);
      stages.push(stage);
      looked.set(reader, steps);
    }
    // Several expectations of one step may be about one matter, in whatever order.
    for (const [reader, steps] of looked) this.#seen.set(reader, steps);
    return stages;
  }

  async #one(expected: StageExpected, name: string, asked: readonly string[], act: Act | undefined) {
    const thing = this.#made.thing(name);
    if (!hasStages(thing)) throw new Error(`${name}（${thing.word}）没有阶段图`);
    let fault: string | undefined;
    const check = async () => {
      const found = await this.#road(thing, asked, act);
      if ('refusal' in found) {
        // Who may see it can be told by an event that is still on its way.
        fault = `还没有岗位可以查看（${String(found.refusal)}）`;
        return undefined;
      }
      const { road, post } = found;
      const reader = `${thing.id} ${post.split('.')[0]}`;
      const stage = stageFound(expected, road, this.#seen.get(reader) ?? 0, act?.transition);
      if (typeof stage !== 'string') return { stage, reader, steps: road.taken.length };
      fault = stage;
      return undefined;
    };
    return this.#stage.until(`${name} 的阶段与故事所写一致`, check, settlesWithinMs).catch((error: unknown): never => {
      throw fault === undefined ? error : new Error(`阶段不符：${name} ${fault}`);
    });
  }

  /** As whoever acted on it sees it, or else as the first who may. */
  async #road(thing: Thing, asked: readonly string[], act: Act | undefined): Promise<{ road: Road; post: string } | { refusal: unknown }> {
    const known = act === undefined ? this.#readers.get(thing.id) : undefined;
    const options = { world: this.#world, ...(act?.readToken !== undefined && { readToken: act.readToken }) };
    let refusal: unknown;
    for (const post of known === undefined ? asked : [known]) {
      const road = await roadOf(await this.#stage.officerOf(post), thing, options).catch((error: unknown) => {
        const code = codeOf(error);
        if (code === undefined) throw error;
        refusal = code;
      });
      if (road === undefined) continue;
      if (act === undefined) this.#readers.set(thing.id, post);
      return { road, post };
    }
    return { refusal };
  }
}
