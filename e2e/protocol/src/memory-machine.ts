import type { IntegrationEvent } from '@xiezhi/contracts';
import type { PgEventStore } from '@xiezhi/event-store';
import { MemoryDatabase } from '@xiezhi/event-store/memory';
import type { Machine, Service } from './machine.ts';

/** Both services' databases as a memory that affords ten thousand runs. `pace` says how long a round trip takes, in turns. */
export class MemoryMachine implements Machine {
  readonly #databases: Record<Service, MemoryDatabase>;
  #ids = 0xc0;

  constructor(pace: () => Promise<void>) {
    const database = (service: Service) => new MemoryDatabase(service, pace);
    this.#databases = { 'clue-transfer': database('clue-transfer'), 'case-supervision': database('case-supervision') };
  }

  transaction<Result>(service: Service, _agency: string | undefined, work: (store: PgEventStore) => Promise<Result>): Promise<Result> {
    return this.#databases[service].transaction(work);
  }

  announced = async (): Promise<IntegrationEvent[]> => Object.values(this.#databases).flatMap((database) => database.announced());

  /** Counted, so that a story that failed fails with the same ids again. */
  newId(): string {
    this.#ids += 1;
    return `01920000-0000-7000-8000-${this.#ids.toString(16).padStart(12, '0')}`;
  }
}
