import type { Aggregate } from '@xiezhi/aggregate';
import type { Announcement } from '@xiezhi/event-store';
import { announceBouncedOut } from '../matter/matter.announce.ts';
import {
  type FileFlight,
  type FileFlightCommand,
  fileFlightDecider,
  type FileFlightEvent,
  type OpenedFileFlight,
} from './file-flight.decider.ts';

function announce(fileId: string, event: FileFlightEvent, { title, flight }: OpenedFileFlight): Announcement[] {
  switch (event.type) {
    case 'BouncedOut':
      return announceBouncedOut({ matterKind: 'case-file', matterId: fileId, title }, event.leg, flight);
    case 'FileFlightOpened': // The hand-off tells each of its steps, and the file its stages.
    case 'HandingOver':
    case 'HandedOver':
    case 'Kept':
    case 'PassedOn':
    case 'GivenBack':
    case 'ReceiverNamed':
      return [];
  }
}

/** A file's hand-overs with their doors, under the file's id. The keeper alone sees them, as it alone sees the file. */
export const fileFlights: Aggregate<FileFlightCommand, FileFlightEvent, FileFlight> = {
  ...fileFlightDecider,
  name: 'file-flight',
  announce: (fileId, event, file) => announce(fileId, event, existing(file)),
  scopeOf(file) {
    const { familyId, keeper, world } = existing(file);
    return { familyId, parties: [keeper], world };
  },
};

function existing(file: FileFlight): OpenedFileFlight {
  if (file.status === 'unopened') throw new Error('an unopened file flight is nobody’s');
  return file;
}
