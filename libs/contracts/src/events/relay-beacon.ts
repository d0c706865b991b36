import { z } from 'zod';
import { defineEvent } from '../integration-event.ts';
import type { Publisher } from '../services.ts';

/** A record like every other on the topic, of a family of its own; about the pipe and not about any matter, so it has no parties. */
const beaconOf = (service: Publisher) =>
  defineEvent({
    service,
    name: 'relay-beacon',
    version: 1,
    description:
      'How many different announcements of this service were confirmed for the partition so far. Each beacon is a stream and a family of its own; consumers compare it with what they have counted, so that loss in the broker is noticed.',
    data: z.object({
      published: z.int().min(0).describe('Announcements confirmed for this partition, each once, however often it was sent'),
    }),
  });

export const DirectoryRelayBeaconV1 = beaconOf('directory');
export const ClueTransferRelayBeaconV1 = beaconOf('clue-transfer');
export const CaseSupervisionRelayBeaconV1 = beaconOf('case-supervision');
export const FeedbackRelayBeaconV1 = beaconOf('feedback');
