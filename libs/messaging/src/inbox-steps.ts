import type { Comparison } from './beacon.ts';
import type { TopicPartition } from './broker-port.ts';
import type { Lane, ParkReason } from './gate.ts';
import type { ChunksTaken } from './inbox-tables.ts';
import type { ParkedRow, ToPark } from './parked-table.ts';
import type { ParkedTiming } from './parking.ts';
import type { Decoded, ReceivedEvent } from './received-event.ts';
import type { Steps } from './steps.ts';

/** What a consumer asks inside one transaction; the comment says what it is answered. Whatever is thrown rolls all of it back. */
export type InboxCommand =
  /** ChunksTaken */
  | ({ do: 'take' } & ChunksAsked)
  /** nothing; throws what the effect throws */
  | { do: 'effect'; events: ReceivedEvent[] }
  /** Error of an effect that was undone to its savepoint, or undefined; throws what passes by itself */
  | { do: 'effect alone'; event: ReceivedEvent; timeoutsPass: boolean }
  | { do: 'park'; what: ToPark }
  /** ParkedRecord[], the first of a lane in the order they must be released */
  | { do: 'lane'; lane: Lane; countMax: number }
  | { do: 'unpark'; ids: number[] }
  | { do: 'move'; id: number; lane: Lane }
  | { do: 'keep waiting'; id: number; reason: ParkReason; detail: string; timing: ParkedTiming; attempts: number }
  | { do: 'make due'; id: number }
  /** nothing: holds the lock that every chunk of the partition takes first */
  | { do: 'lock'; at: TopicPartition }
  /** number: last sequence applied */
  | { do: 'gate'; source: string; subject: string }
  /** nothing: writes how far streams and counting have come */
  | { do: 'settle'; gates: { source: string; subject: string; sequence: number }[]; counts: Count[] }
  | { do: 'note beacon'; at: TopicPartition; comparison: Comparison };

export type InboxSteps<Result> = Steps<InboxCommand, Result>;

export interface ChunkPlace extends TopicPartition {
  from: number;
  next: number;
  /** The consumer has never stored an offset of this partition, as far as this process knows. */
  isFirst: boolean;
}

/** What is asked about chunks of different partitions that are taken in one transaction, each id, stream and family once. */
export interface ChunksAsked {
  chunks: ChunkPlace[];
  /** `chunk` is its place in `chunks`, from 0. */
  ids: { id: string; chunk: number }[];
  streams: { source: string; subject: string }[];
  families: Lane[];
  /** After which a wait for somebody's lock ends the transaction; undefined: it is waited for as long as a statement may take. */
  lockTimeoutMs: number | undefined;
}

/** How many announcements of a partition were received, parked ones included. */
export interface Count extends TopicPartition {
  counted: number;
}

export interface ParkedRecord {
  row: ParkedRow;
  decoded: Decoded;
}

export const take = function* (command: Extract<InboxCommand, { do: 'take' }>): InboxSteps<ChunksTaken> {
  return (yield command) as ChunksTaken;
};

export const runAlone = function* (event: ReceivedEvent, timeoutsPass: boolean): InboxSteps<Error | undefined> {
  return (yield { do: 'effect alone', event, timeoutsPass }) as Error | undefined;
};

export const laneOf = function* (lane: Lane, countMax: number): InboxSteps<ParkedRecord[]> {
  return (yield { do: 'lane', lane, countMax }) as ParkedRecord[];
};
