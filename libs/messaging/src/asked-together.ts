/**
 * Questions of the same kind that are asked in one turn of the event loop are asked as one. The pumps of all shards wake by one bell, and
 * most of what each would ask alone is the way to the database.
 */
export class AskedTogether<Item, Answer> {
  readonly #ask: (items: Item[]) => Promise<ReadonlyMap<Item, Answer>>;
  #waiting: { items: Set<Item>; answers: Promise<ReadonlyMap<Item, Answer>> } | undefined;

  constructor(ask: (items: Item[]) => Promise<ReadonlyMap<Item, Answer>>) {
    this.#ask = ask;
  }

  /** @throws what the common question throws, to everybody who asked */
  async of(item: Item): Promise<Answer | undefined> {
    this.#waiting ??= this.#begin();
    this.#waiting.items.add(item);
    return (await this.#waiting.answers).get(item);
  }

  #begin() {
    const items = new Set<Item>();
    const answers = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#waiting = undefined;
      return this.#ask([...items]);
    });
    return { items, answers };
  }
}
