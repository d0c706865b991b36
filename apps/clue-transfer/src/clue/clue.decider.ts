import type { AgencyId, FamilyId, HistoryKind, WorldId, Material } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';
import { refuseUnlisted, type UnlistedCode } from '@xiezhi/stage-chart';
import {
  decideFlight,
  evolveFlight,
  type Flight,
  type FlightCommand,
  type FlightEvent,
  heldBy,
  isFlightCommand,
  isFlightEvent,
} from '../matter/flight.ts';
import { refuseFoundLater } from '../matter/found.ts';

/** What is known of the matter from the day it was found. Free text names nobody (不得填写姓名); the reporter is sealed elsewhere. */
export interface ClueContent {
  title: string;
  description: string;
  sourceCode: string;
  domainCode: string;
  divisionCode: string;
  waterBodyId?: string | undefined;
  place?: string | undefined;
  foundAt: string;
}

/** Where a clue of 3.1 P12 comes from: both are of one family, and the history is what a route may ask to see. */
export interface Origin {
  problemId: string;
  familyId: FamilyId;
  history: Partial<Record<HistoryKind, string>>;
}

interface Registration {
  clueId: string;
  account: string;
  content: ClueContent;
  materials: Material[];
  hasReporter: boolean;
  grownFrom?: Origin | undefined;
  world?: WorldId | undefined;
}

export type ClueCommand =
  /** `at` is the legal moment of registering; `unlisted` what no mechanism lists on its day. */
  | ({
      type: 'RegisterClue';
      by: AgencyId;
      at: string;
      classification: '无' | '秘密' | '机密' | '绝密';
      unlisted?: UnlistedCode[];
    } & Registration)
  | { type: 'DiscloseReporter'; by: AgencyId; account: string; purpose: string }
  | FlightCommand;

export type ClueEvent =
  | ({ type: 'ClueRegistered'; owner: AgencyId } & Registration)
  | { type: 'ReporterDisclosed'; account: string; purpose: string }
  | FlightEvent;

/**
 * A clue from its registration on. Its stream is the registering agency's alone, for ever: a receiver reads the frozen package and
 * works on its own file. Where it is and whose it is says `flight`.
 */
export type Clue = { status: 'unregistered' } | RegisteredClue;
export interface RegisteredClue extends Omit<Registration, 'account'> {
  status: 'registered';
  registeredBy: AgencyId;
  flight: Flight;
}

function decide(command: ClueCommand, clue: Clue): ClueEvent[] {
  if (command.type === 'RegisterClue') {
    if (clue.status !== 'unregistered') throw new Refusal('STALE_VERSION');
    // State secrets never enter (Cybersecurity Law Art. 79): another network, another system.
    if (command.classification !== '无') throw new Refusal('CLUE_CLASSIFIED');
    refuseUnlisted(command.unlisted);
    refuseFoundLater(command.content, command.at);
    const { type: _, by, at: _at, classification: _none, unlisted: _listed, ...registration } = command;
    return [{ type: 'ClueRegistered', owner: by, ...registration }];
  }
  if (clue.status === 'unregistered') throw new Refusal('CLUE_NOT_FOUND');
  if (isFlightCommand(command)) return decideFlight(command, clue.flight);

  // Only the registering agency ever held the identity; a later owner asks it (DOMAIN 2.2).
  if (command.by !== clue.registeredBy) throw new Refusal('CLUE_NOT_FOUND');
  if (!clue.hasReporter) throw new Refusal('REPORTER_NOT_RECORDED');
  return [{ type: 'ReporterDisclosed', account: command.account, purpose: command.purpose }];
}

function evolve(clue: Clue, event: ClueEvent): Clue {
  if (event.type === 'ClueRegistered') {
    const { type: _, owner, account: _account, ...registration } = event;
    return { status: 'registered', registeredBy: owner, flight: heldBy(owner), ...registration };
  }
  if (clue.status === 'unregistered') throw new Error(`${event.type} stored before ClueRegistered`);
  if (isFlightEvent(event)) return { ...clue, flight: evolveFlight(clue.flight, event) };
  return clue; // Who looked is on record and changes nothing.
}

export const clueDecider: Decider<ClueCommand, ClueEvent, Clue> = { initialState: { status: 'unregistered' }, decide, evolve };
