import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { legalYearOf, takeNumber } from '@xiezhi/document-number';
import type { Act } from '@xiezhi/event-store';
import type { Queryable } from '@xiezhi/postgres';
import { Commands, Database } from '@xiezhi/service';
import { type Calendar, dateOf } from '@xiezhi/statutory-time';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { momentOf } from '../legal-moment.ts';
import { CALENDAR } from '../pack-parts.ts';
import type { PossibleAction } from '../possible-action.ts';
import { isRunning } from './handling.ts';
import { Ladders } from './ladders.ts';
import { climbTo, heightsOver, standAlone, stepDown } from './open-rungs.ts';
import { possibleWith } from './supervision.possible.ts';
import { supervisions } from './supervision.announce.ts';
import type { Order, ProposedSupervision, Proposal, Rung, SupervisionCommand, SupervisionEvent } from './supervision.decider.ts';

/**
 * How a supervision's commands are handled: with what they must know, and with the rows that are saved beside their facts. The place on
 * the ladder is taken with the approval and left with the end; the number is taken with the issue.
 */
@Injectable()
export class Supervising {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(Database) private readonly database: Database,
    @Inject(KnownDirectory) private readonly directory: KnownDirectory,
    @Inject(Ladders) readonly ladders: Ladders,
    @Inject(CALENDAR) readonly calendar: Calendar,
  ) {}

  /** @throws Refusal SUPERVISION_NOT_FOUND when there is none the caller may see */
  async view(id: string, act: Act): Promise<{ state: ProposedSupervision; version: number }> {
    const found = await this.commands.view(supervisions, id, act);
    if (found === undefined || found.state.status === 'unproposed') throw new Refusal('SUPERVISION_NOT_FOUND');
    return { state: found.state, version: found.version };
  }

  /** @param climbsFrom the rung it is to take the place of once it is issued */
  async propose(id: string, proposal: Proposal, act: Act, climbsFrom?: Rung) {
    const organs = await this.organsOf(proposal);
    return this.handle(id, { type: 'ProposeSupervision', proposal, ladders: this.ladders, organs, climbsFrom }, act);
  }

  organsOf({ unit, issuer, coIssuers = [], observers = [] }: Partial<Pick<Proposal, 'unit' | 'issuer' | 'coIssuers' | 'observers'>>) {
    return this.directory.agencies([unit, issuer, ...coIssuers, ...observers].filter((id) => id !== undefined));
  }

  handle(id: string, command: SupervisionCommand, act: Act) {
    return this.commands.handle(supervisions, id, command, act, {
      finish: (tx, events, before) => withNumber(tx, id, events, before.status === 'unproposed' ? undefined : before, act, this.directory),
      also: async (tx, { events, state }) => {
        if (state.status === 'unproposed') return;
        for (const event of events) await saveRung(tx, id, event, state);
      },
    });
  }

  rungOf(supervisionId: string, state: ProposedSupervision): Rung {
    return { supervisionId, level: state.level, isRunning: isRunning(state), board: [state.issuer, ...state.coIssuers] };
  }

  /** What whoever may see it could do with it now. @throws Refusal SUPERVISION_NOT_FOUND */
  async possible(id: string, caller: Caller, act: Act): Promise<PossibleAction[]> {
    const { state } = await this.view(id, act);
    const [organs, heights] = await Promise.all([this.organsOf(state), heightsOver(this.database.app, [state.matterId])]);
    const height = heights.get(`${state.matterId}/${state.unit}`);
    const { ladders, calendar } = this;
    return possibleWith({ supervisionId: id, supervision: state, caller, on: this.dayOf(act, caller), ladders, calendar, organs, height });
  }

  dayOf(act: Act, caller: Caller): string {
    return dateOf(momentOf(act, caller));
  }
}

async function saveRung(tx: Queryable, id: string, { type }: SupervisionEvent, supervision: ProposedSupervision): Promise<void> {
  if (type === 'SupervisionApproved') await climbTo(tx, id, supervision);
  if (type === 'SupervisionIssued') await standAlone(tx, supervision);
  if (type === 'SupervisionRejected' || type === 'SupervisionLifted') await stepDown(tx, id);
}

/** 督办 numbers are taken between deciding and saving: a refused or crashed order leaves no gap. */
async function withNumber(
  tx: Queryable,
  id: string,
  events: SupervisionEvent[],
  before: ProposedSupervision | undefined,
  act: Act,
  directory: KnownDirectory,
): Promise<SupervisionEvent[]> {
  const place = events.findIndex(({ type }) => type === 'SupervisionIssued');
  const event = events[place];
  if (before === undefined || event?.type !== 'SupervisionIssued') return events;
  const { issuer, world } = before;
  const word = (await directory.agency(issuer))?.documentWord;
  if (word === undefined || word === null) throw new Refusal('DOCUMENT_WORD_MISSING');
  const request = { type: 'supervision', unit: issuer, word, year: legalYearOf(act.actedAt), world, subject: `supervision/${id}` } as const;
  const order: Order = { ...event.order, documentNumber: await takeNumber(tx, request) };
  return events.with(place, { ...event, order });
}
