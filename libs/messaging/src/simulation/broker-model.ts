import type { OutboxRow } from '../cloud-event.ts';
import type { Counted } from '../beacon.ts';

export type LogRecord = { offset: number } & ({ row: OutboxRow } | { published: number });

/** A topic as a log per partition. What is lost leaves a hole: the offsets of the others stay. */
export class BrokerModel {
  readonly topic = 'sim';
  readonly #logs: { next: number; records: LogRecord[] }[];
  /** Sends that were given up and may still arrive. */
  readonly late: { partition: number; rows: readonly OutboxRow[] }[] = [];

  constructor(partitions: number) {
    this.#logs = Array.from({ length: partitions }, () => ({ next: 0, records: [] }));
  }

  get partitions(): number {
    return this.#logs.length;
  }

  append(partition: number, rows: readonly OutboxRow[]): void {
    const log = this.#log(partition);
    for (const row of rows) log.records.push({ offset: log.next++, row });
  }

  beacon({ partition, published }: Counted): void {
    const log = this.#log(partition);
    log.records.push({ offset: log.next++, published });
  }

  from(partition: number, offset: number, countMax: number): LogRecord[] {
    return this.#log(partition)
      .records.filter((record) => record.offset >= offset)
      .slice(0, countMax);
  }

  /** A record is gone, whether anybody has read it or not. */
  lose(partition: number, pick: (below: number) => number): void {
    const log = this.#log(partition);
    if (log.records.length > 0) log.records.splice(pick(log.records.length), 1);
  }

  #log(partition: number): { next: number; records: LogRecord[] } {
    const log = this.#logs[partition];
    if (log === undefined) throw new Error(`there is no partition ${partition}`);
    return log;
  }
}
