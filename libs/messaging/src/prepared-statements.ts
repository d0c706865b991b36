import { type Queryable, statement } from '@xiezhi/postgres';

/** Base of the tables of one schema: one prepared statement per method, named after what it does. */
export class PreparedStatements {
  readonly #schema: string;
  readonly #statements = new Map<string, ReturnType<typeof statement>>();

  constructor(schema: string) {
    this.#schema = schema;
  }

  /** @param text the statement, given the schema; the same for every call under this name */
  protected async run<Row extends Record<string, unknown>>(
    db: Queryable,
    name: string,
    text: (schema: string) => string,
    ...values: unknown[]
  ): Promise<Row[]> {
    let prepared = this.#statements.get(name);
    if (prepared === undefined) {
      prepared = statement(`${this.#schema}.${name}`, text(this.#schema));
      this.#statements.set(name, prepared);
    }
    return (await prepared(db, ...values)) as Row[];
  }
}
