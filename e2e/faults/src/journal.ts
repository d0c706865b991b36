/** One command as the client knows it. The truth of every check: never our tables, but what was sent and what was answered. */
export interface Sent {
  key: string;
  service: string;
  path: string;
  account: string;
  /** Sends the same once more under the same key; answers whether it was answered with yes. */
  again: () => Promise<boolean>;
  /** Absent while no answer came: the client does not know whether it was done. */
  answer?: { id: string; version: number };
}

/** What clients have sent and heard, for the invariant checker. */
export class Journal {
  readonly sent = new Map<string, Sent>();
  /** Subjects of announcements that a scenario put on a topic itself: no service has such a stream. */
  readonly strangers = new Set<string>();
  /** Answers that no correct system gives: anything of the kind 5xx but 503, or a yes that became a no under the same key. */
  readonly scandals: string[] = [];
  /** How often a client was told to come again (503), and how often nobody answered. */
  unavailable = 0;
  /** How many of these because too much waits: the door in front of commands is closed (libs/service/src/intake.ts). */
  overloaded = 0;
  unanswered = 0;
  /** How often a client sent again what it had sent, beside the repetitions it needed. */
  repeated = 0;

  /** Announcements that audit was seen to keep when everything was clean. */
  effects = 0;
  /** What was there before: commands and announcements of scenarios played on the same ground. */
  readonly inherited: { accepted: number; effects: number };

  /** @param before of the scenarios played on this ground before; what they were answered must go on being true */
  constructor(before?: Journal) {
    for (const [key, sent] of before?.sent ?? []) this.sent.set(key, sent);
    for (const subject of before?.strangers ?? []) this.strangers.add(subject);
    this.inherited = { accepted: before?.accepted.length ?? 0, effects: before?.effects ?? 0 };
  }

  begin(sent: Sent): void {
    if (!this.sent.has(sent.key)) this.sent.set(sent.key, sent);
  }

  answered(key: string, answer: { id: string; version: number }): void {
    const sent = this.sent.get(key);
    if (sent === undefined) throw new Error(`nothing was sent under ${key}`);
    if (sent.answer !== undefined && (sent.answer.id !== answer.id || sent.answer.version !== answer.version))
      this.scandals.push(`${sent.path}: two answers under one key`);
    sent.answer = answer;
  }

  get accepted(): (Sent & { answer: { id: string; version: number } })[] {
    return [...this.sent.values()].filter((sent): sent is Sent & { answer: { id: string; version: number } } => sent.answer !== undefined);
  }

  /** Repeats what was answered with yes from the so-maniest command on; answers how many were answered with yes again. */
  async again(from: number): Promise<{ done: number }> {
    let done = 0;
    for (const sent of this.accepted.slice(from)) if (await sent.again()) done += 1;
    return { done };
  }
}
