import { Refusal } from '@xiezhi/decider';
import type { ErrorCode } from '@xiezhi/contracts';
import type { Mended, Mending, NotMended, Operator, WhichAnnouncements } from '@xiezhi/messaging';
import type { OperationsStatus } from './operations.requests.ts';

/** What mending needs of the running consumers: to know them, and to make them hurry. */
export interface RunningConsumers {
  /** Undefined when the service has no such consumer. */
  consumer(name: string):
    | {
        rebuilds: readonly string[] | undefined;
        stopped: readonly {
          topic: string;
          partition: number;
          kind: 'retention-passed' | 'log-truncated';
          stored: number;
          low: number;
          high: number;
        }[];
        retrySoon(): void;
        restart(): Promise<void>;
      }
    | undefined;
  wake(): void;
}

const codeOf: Record<NotMended, ErrorCode> = {
  NOT_PARKED: 'OPERATION_NOT_PARKED',
  MOVED_ON: 'OPERATION_MOVED_ON',
  NOT_STOPPED: 'OPERATION_NOT_STOPPED',
};

/** What operators see and mend of one service; made when the service is brought up. */
export class Operations {
  readonly #read: () => Promise<OperationsStatus>;
  readonly #mending: Mending;
  readonly #running: RunningConsumers;

  constructor(read: () => Promise<OperationsStatus>, mending: Mending, running: RunningConsumers) {
    this.#read = read;
    this.#mending = mending;
    this.#running = running;
  }

  status(): Promise<OperationsStatus> {
    return this.#read();
  }

  acts(before: number | undefined) {
    return this.#mending.acts(before);
  }

  parkedRecords(consumer: string, lane: string) {
    this.#consumer(consumer);
    return this.#mending.parkedRecords(consumer, lane);
  }

  async replayParked(operator: Operator, consumer: string, lane: string) {
    const running = this.#consumer(consumer);
    const outcome = mended(await this.#mending.replayParked(operator, consumer, lane));
    running.retrySoon();
    return outcome;
  }

  async skipParked(operator: Operator, consumer: string, lane: string, recordId: number) {
    const running = this.#consumer(consumer);
    const outcome = mended(await this.#mending.skipParked(operator, consumer, lane, recordId));
    running.retrySoon();
    return outcome;
  }

  async announceAgain(operator: Operator, which: WhichAnnouncements, after: number) {
    const outcome = await this.#mending.announceAgain(operator, which, after);
    this.#running.wake();
    return outcome;
  }

  async rebuild(operator: Operator, consumer: string): Promise<void> {
    const { rebuilds, restart } = this.#consumer(consumer);
    if (rebuilds === undefined) throw new Refusal('OPERATION_NOT_REBUILDABLE');
    await this.#mending.rebuild(operator, consumer, rebuilds);
    await restart();
  }

  async acceptLoss(operator: Operator, consumer: string, topic: string, partition: number) {
    const { stopped, restart } = this.#consumer(consumer);
    const alarm = stopped.find((one) => one.topic === topic && one.partition === partition);
    if (alarm === undefined) throw new Refusal('OPERATION_NOT_STOPPED');
    const outcome = mended(await this.#mending.acceptLoss(operator, consumer, alarm));
    await restart();
    return outcome;
  }

  #consumer(name: string) {
    const running = this.#running.consumer(name);
    if (running === undefined) throw new Refusal('OPERATION_CONSUMER_UNKNOWN');
    return running;
  }
}

function mended<Outcome>(result: Mended<Outcome>): Outcome {
  if ('not' in result) throw new Refusal(codeOf[result.not]);
  return result.mended;
}
