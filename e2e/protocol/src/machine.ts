import type { IntegrationEvent, Publisher } from '@xiezhi/contracts';
import type { PgEventStore } from '@xiezhi/event-store';

export type Service = Extract<Publisher, 'clue-transfer' | 'case-supervision'>;

/** What the two services stand on: a database each. Once it is Postgres, once a memory that can afford ten thousand runs. */
export interface Machine {
  /**
   * Everything `work` appends, or nothing. For an agency it sees that agency's rows, for none all of them.
   *
   * @throws VersionConflict, ClaimTaken as the event store does
   */
  transaction<Result>(service: Service, agency: string | undefined, work: (store: PgEventStore) => Promise<Result>): Promise<Result>;
  /** What was committed since it was last asked, in the order of each stream. */
  announced(): Promise<IntegrationEvent[]>;
  newId(): string;
}
