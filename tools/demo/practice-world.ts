import type { Stage } from './stage.ts';

const clockKeeper = 'platform.system-admin';

/** A practice world and its legal clock, moved by the administrator of the platform as `xiezhi clock` does. */
export class PracticeWorld {
  readonly #stage: Stage;
  readonly #id: string;
  readonly #onlooker: string;
  #now = '';

  /** @param onlooker a post of the story: whoever takes part may ask how far the deadlines have been looked through */
  constructor(stage: Stage, id: string, onlooker: string) {
    this.#stage = stage;
    this.#id = id;
    this.#onlooker = onlooker;
  }

  async open(name: string, legalNow: string): Promise<void> {
    const keeper = await this.#stage.officerOf(clockKeeper);
    await keeper.command('/api/directory/practice-worlds', { id: this.#id, name, legalNow }, { idempotencyKey: `${this.#id}/open` });
    this.#now = legalNow;
    await this.#stage.until('演练空间已为各服务所知', async () => {
      const officer = await this.#stage.officerOf(this.#onlooker);
      return officer.query('/api/worklist', { world: this.#id }).then(
        () => true,
        () => undefined,
      );
    });
  }

  /** Moves the clock forward and waits until everything that fell due until then has fired, in legal order (DESIGN 7). */
  async advanceTo(moment: string): Promise<void> {
    if (moment === this.#now) return;
    const keeper = await this.#stage.officerOf(clockKeeper);
    const path = `/api/directory/practice-worlds/${this.#id}/advance`;
    const to = new Date(moment).toISOString();
    await keeper.command(path, { to }, { idempotencyKey: `${this.#id}/${moment}` });
    this.#now = moment;
    const officer = await this.#stage.officerOf(this.#onlooker);
    await this.#stage.until(`期限已走到 ${moment}`, async () => {
      const clock = await officer
        .query<{ tickedTo?: string | null }>(`/api/case-supervision/clocks/worlds/${this.#id}`, { world: this.#id })
        // The world’s opening is on its way to case-supervision as an event.
        .catch(() => undefined);
      return Date.parse(clock?.tickedTo ?? '') >= Date.parse(to) || undefined;
    });
  }
}
