import type { AgencyId, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';

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

export interface Material {
  name: string;
  kind: string;
  mediaType: string;
  bytes: number;
  sha256: string;
}

export type ClueCommand =
  | {
      type: 'RegisterClue';
      clueId: string;
      by: AgencyId;
      account: string;
      classification: '无' | '秘密' | '机密' | '绝密';
      content: ClueContent;
      materials: Material[];
      hasReporter: boolean;
      world?: WorldId | undefined;
    }
  | { type: 'DiscloseReporter'; by: AgencyId; account: string; purpose: string }
  | { type: 'RecordHandingOver'; handOffId: string; to: AgencyId }
  | { type: 'RecordHandedOver'; handOffId: string; to: AgencyId }
  | { type: 'RecordKept'; handOffId: string };

export type ClueEvent =
  | {
      type: 'ClueRegistered';
      clueId: string;
      owner: AgencyId;
      account: string;
      content: ClueContent;
      materials: Material[];
      hasReporter: boolean;
      world?: WorldId | undefined;
    }
  | { type: 'ReporterDisclosed'; account: string; purpose: string }
  | { type: 'ClueHandingOver'; handOffId: string; to: AgencyId }
  | { type: 'ClueHandedOver'; handOffId: string; owner: AgencyId; previousOwner: AgencyId }
  | { type: 'ClueKept'; handOffId: string };

interface Registered {
  clueId: string;
  owner: AgencyId;
  registeredBy: AgencyId;
  parties: AgencyId[];
  content: ClueContent;
  materials: Material[];
  hasReporter: boolean;
  world?: WorldId | undefined;
  /** Hand-offs whose outcome is recorded: a late or repeated event about one of them changes nothing. */
  settled: string[];
}

/**
 * A clue from its registration on. `held`: its owner works on it. `handing-over`: a hand-off of it is on its way; the owner stays
 * the sender until the receiver accepts.
 */
export type Clue =
  | { status: 'unregistered' }
  | ({ status: 'held' } & Registered)
  | ({ status: 'handing-over'; handOffId: string } & Registered);

function decide(command: ClueCommand, clue: Clue): ClueEvent[] {
  if (command.type === 'RegisterClue') {
    if (clue.status !== 'unregistered') throw new Refusal('STALE_VERSION');
    // State secrets never enter (Cybersecurity Law Art. 79): another network, another system.
    if (command.classification !== '无') throw new Refusal('CLUE_CLASSIFIED');
    const { clueId, by, account, content, materials, hasReporter, world } = command;
    return [{ type: 'ClueRegistered', clueId, owner: by, account, content, materials, hasReporter, world }];
  }
  if (clue.status === 'unregistered') throw new Refusal('CLUE_NOT_FOUND');

  switch (command.type) {
    case 'DiscloseReporter':
      // Only the registering agency ever held the identity; a later owner asks it (DOMAIN 2.2).
      if (command.by !== clue.registeredBy) throw new Refusal('CLUE_NOT_FOUND');
      if (!clue.hasReporter) throw new Refusal('REPORTER_NOT_RECORDED');
      return [{ type: 'ReporterDisclosed', account: command.account, purpose: command.purpose }];
    case 'RecordHandingOver':
      if (clue.settled.includes(command.handOffId) || clue.status === 'handing-over') return [];
      return [{ type: 'ClueHandingOver', handOffId: command.handOffId, to: command.to }];
    case 'RecordHandedOver':
      if (clue.settled.includes(command.handOffId)) return [];
      return [{ type: 'ClueHandedOver', handOffId: command.handOffId, owner: command.to, previousOwner: clue.owner }];
    case 'RecordKept':
      if (clue.settled.includes(command.handOffId)) return [];
      return [{ type: 'ClueKept', handOffId: command.handOffId }];
  }
}

function evolve(clue: Clue, event: ClueEvent): Clue {
  if (event.type === 'ClueRegistered') {
    const { clueId, owner, content, materials, hasReporter, world } = event;
    return { status: 'held', clueId, owner, registeredBy: owner, parties: [owner], content, materials, hasReporter, world, settled: [] };
  }
  if (clue.status === 'unregistered') throw new Error(`${event.type} stored before ClueRegistered`);

  switch (event.type) {
    case 'ReporterDisclosed':
      return clue;
    case 'ClueHandingOver':
      return { ...clue, status: 'handing-over', handOffId: event.handOffId };
    case 'ClueHandedOver':
      return { ...held(clue, event.handOffId), owner: event.owner, parties: [...new Set([...clue.parties, event.owner])] };
    case 'ClueKept':
      return held(clue, event.handOffId);
  }
}

function held(clue: Registered, settledHandOff: string): Clue & { status: 'held' } {
  const { clueId, owner, registeredBy, parties, content, materials, hasReporter, world, settled } = clue;
  return {
    status: 'held',
    clueId,
    owner,
    registeredBy,
    parties,
    content,
    materials,
    hasReporter,
    world,
    settled: [...settled, settledHandOff],
  };
}

export const clueDecider: Decider<ClueCommand, ClueEvent, Clue> = { initialState: { status: 'unregistered' }, decide, evolve };
