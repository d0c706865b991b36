import type { IntegrationEvent } from '@xiezhi/contracts';

/** Where an event came from, and its exact bytes as text: what `announcementHash` is made over. */
export interface Received {
  topic: string;
  partition: number;
  offset: number;
  key: string;
  body: string;
}

export interface ReceivedEvent extends IntegrationEvent {
  received: Received;
}

/** Why a record cannot be an event, whatever a handler thinks of it. Trying again helps only after an upgrade. */
export type PoisonReason =
  | 'NO_BODY'
  | 'TOO_LARGE'
  | 'BAD_ENCODING'
  | 'BAD_HEADER'
  | 'BAD_JSON'
  | 'BAD_META'
  | 'UNKNOWN_VERSION'
  | 'BAD_DATA';

export const poisonReasons: readonly PoisonReason[] = [
  'NO_BODY',
  'TOO_LARGE',
  'BAD_ENCODING',
  'BAD_HEADER',
  'BAD_JSON',
  'BAD_META',
  'UNKNOWN_VERSION',
  'BAD_DATA',
];

/** A record that is no event, with what could still be read: it decides who has to wait behind it. */
export interface Unreadable {
  reason: PoisonReason;
  /** Which header or member, never what is in it. */
  detail: string;
  id?: string | undefined;
  source?: string | undefined;
  subject?: string | undefined;
  type?: string | undefined;
  sequence?: number | undefined;
  key?: string | undefined;
}

export type Decoded = { event: ReceivedEvent } | { unreadable: Unreadable };
