import type { AgencyId, FamilyId, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';
import { decideFlight, evolveFlight, type Flight, type FlightCommand, type FlightEvent, heldBy } from '../matter/flight.ts';

/** What is known here of a case file that is handed on; everything else stays with its keeper in case-supervision. */
interface Opening {
  fileId: string;
  keeper: AgencyId;
  familyId: FamilyId;
  title: string;
  sourceCode?: string | undefined;
  world?: WorldId | undefined;
}

export type FileFlightCommand = ({ type: 'OpenFileFlight' } & Opening) | FlightCommand;
export type FileFlightEvent = ({ type: 'FileFlightOpened' } & Opening) | FlightEvent;

/**
 * The hand-overs of one case file: whose it is, whether it is under way, how often it bounced. The file itself lives in
 * case-supervision and follows by event; hand-offs are counted where they are decided, for files as for clues and problems.
 */
export type FileFlight = { status: 'unopened' } | OpenedFileFlight;
export interface OpenedFileFlight extends Opening {
  status: 'opened';
  flight: Flight;
}

function decide(command: FileFlightCommand, file: FileFlight): FileFlightEvent[] {
  if (command.type === 'OpenFileFlight') {
    // Each request of the file opens it; the first one counts.
    const { type: _, ...opening } = command;
    return file.status === 'unopened' ? [{ type: 'FileFlightOpened', ...opening }] : [];
  }
  if (file.status === 'unopened') throw new Refusal('CASE_FILE_NOT_FOUND');
  return decideFlight(command, file.flight);
}

function evolve(file: FileFlight, event: FileFlightEvent): FileFlight {
  if (event.type === 'FileFlightOpened') {
    const { type: _, ...opening } = event;
    return { status: 'opened', ...opening, flight: heldBy(event.keeper) };
  }
  if (file.status === 'unopened') throw new Error(`${event.type} stored before FileFlightOpened`);
  return { ...file, flight: evolveFlight(file.flight, event) };
}

export const fileFlightDecider: Decider<FileFlightCommand, FileFlightEvent, FileFlight> = {
  initialState: { status: 'unopened' },
  decide,
  evolve,
};
