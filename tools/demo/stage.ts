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
  until<Answer>(what: string, check: () => Promise<Answer | undefined>, patienceMs?: number): Promise<Answer>;
}

/** The code of a portal's no, whatever client met it. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
