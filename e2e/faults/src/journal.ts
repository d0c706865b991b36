/** One command as the client knows it. The truth of every check: never our tables, but what was sent and what was answered. */
export interface Sent {
  key: string;
  service: string;
  path: string;
  account: string;
  /** Absent while no answer came: the client does not know whether it was done. */
  answer?: { id: string; version: number };
}

/** What clients have sent and heard, for the invariant checker. */
export class Journal {
  readonly sent = new Map<string, Sent>();
  /** Answers that no correct system gives: anything of the kind 5xx but 503, or a yes that became a no under the same key. */
  readonly scandals: string[] = [];
  /** How often a client was told to come again (503), and how often nobody answered. */
  unavailable = 0;
  unanswered = 0;

  begin(sent: Sent): void {
    if (!this.sent.has(sent.key)) this.sent.set(sent.key, sent);
  }

  answered(key: string, answer: { id: string; version: number }): void {
    const sent = this.sent.get(key);
    if (sent === undefined) throw new Error(`nothing was sent under ${key}`);
    if (sent.answer !== undefined && sent.answer.id !== answer.id) this.scandals.push(`${sent.path}: two answers under one key`);
    sent.answer = answer;
  }

  get accepted(): (Sent & { answer: { id: string; version: number } })[] {
    return [...this.sent.values()].filter((sent): sent is Sent & { answer: { id: string; version: number } } => sent.answer !== undefined);
  }
}
