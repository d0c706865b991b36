import { Inject, Injectable } from '@nestjs/common';
import { type AgencyId, type Caller } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { Commands } from '@xiezhi/service';
import { ChartBook, possible, readableBy, recordedForm, type StageChart, stageNameOf } from '@xiezhi/stage-chart';
import { handOffs } from '../hand-off/hand-off.announce.ts';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { ProblemKnowledge, wordsOf } from '../problem/problem.knowledge.ts';
import type { Disputes } from './dispute.announce.ts';
import { chartName, coordinatorOf, rolesIn } from './dispute.decider.ts';
import type { RaiseDisputeBody } from './dispute.requests.ts';
import type { RaisedDispute, Raising } from './dispute.state.ts';

/** Injection token of disputes on the charts of the packs there are. */
export const DISPUTES = Symbol('clue-transfer.disputes');

type About = Pick<Raising, 'familyId' | 'title' | 'firstReceiver' | 'categoryCode' | 'divisionCode' | 'handOffId' | 'world'>;

/** What a dispute's command must know beyond its own stream: it is looked up here and travels in the command. */
@Injectable()
export class DisputeKnowledge {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(KnownDirectory) private readonly directory: KnownDirectory,
    @Inject(ProblemKnowledge) private readonly problems: ProblemKnowledge,
    @Inject(DISPUTES) private readonly disputes: Disputes,
    @Inject(ChartBook) private readonly charts: ChartBook,
  ) {}

  /** @throws Refusal DISPUTE_NOT_FOUND when there is none the caller may see */
  async dispute(id: string, act: Act): Promise<{ state: RaisedDispute; version: number }> {
    const found = await this.commands.view(this.disputes, id, act);
    if (found === undefined || found.state.status === 'unraised') throw new Refusal('DISPUTE_NOT_FOUND');
    return { state: found.state, version: found.version };
  }

  /** What a unit raises: about a hand-off it is a party of, or a problem it sees; who sees neither has nothing to dispute. */
  async raising(disputeId: string, body: RaiseDisputeBody, caller: Caller, act: Act): Promise<Raising> {
    const { matterKind, matterId, parties, coordinator, reason, categoryCode, divisionCode } = body;
    await this.#known([...parties, coordinator], this.problems.on(caller, act));
    const about = { ...(await this.#aboutHandOff(body, act)), ...(await this.#aboutProblem(body, caller, act)) };
    if (about.familyId === undefined || about.title === undefined) throw new Refusal('DISPUTE_ABOUT_NOTHING');
    const { familyId, title, ...rest } = about;
    const said = { ...(categoryCode !== undefined && { categoryCode }), ...(divisionCode !== undefined && { divisionCode }) };
    const disputants = [...new Set([caller.agency, ...parties])];
    const raised = { cause: 'raised' as const, raisedBy: caller.agency, disputants, office: coordinator, reason };
    return { disputeId, matterKind, matterId, familyId, title, ...rest, ...said, ...raised };
  }

  on(caller: Caller, act: Act): string {
    return this.problems.on(caller, act);
  }

  async possible(id: string, caller: Caller, act: Act) {
    const { state } = await this.dispute(id, act);
    const who = { ...(await this.problems.officer(caller)), parties: rolesIn(state, caller.agency) };
    const steps = possible(this.#chartOf(state), state.stage, who, { on: this.problems.on(caller, act) });
    return { steps: steps.map((one) => ({ ...one, ...(one.code !== undefined && wordsOf(one.code)) })) };
  }

  async view(id: string, caller: Caller, act: Act) {
    const { state, version } = await this.dispute(id, act);
    const { stage, status: _status, disputeId: _id, ...rest } = state;
    const chart = this.#chartOf(state);
    const taken = readableBy(caller.agency, stage.taken);
    const { stage: at, values: known } = stage;
    const stands = { stage: at, stageName: stageNameOf(chart, at), known, form: recordedForm(chart, known) };
    return { id, version, ...rest, coordinator: coordinatorOf(state), ...stands, taken };
  }

  #chartOf({ packVersion }: RaisedDispute): StageChart {
    return this.charts.of({ chart: chartName, packVersion });
  }

  async #aboutHandOff({ handOffId, matterId }: RaiseDisputeBody, act: Act): Promise<Partial<About>> {
    if (handOffId === undefined) return {};
    const found = await this.commands.view(handOffs, handOffId, act);
    // A draft has no receiver who could disagree.
    if (found === undefined || !('package' in found.state) || found.state.matterId !== matterId) throw new Refusal('HAND_OFF_NOT_FOUND');
    const { familyId, title, receiver, world } = found.state;
    return { handOffId, familyId, title, firstReceiver: receiver, world };
  }

  async #aboutProblem({ matterKind, matterId }: RaiseDisputeBody, caller: Caller, act: Act): Promise<Partial<About>> {
    if (matterKind !== 'problem') return {};
    const { state } = await this.problems.problem(matterId, act).catch(() => ({ state: undefined }));
    if (state === undefined) return {};
    const { problemId, report, unit, flight, world } = state;
    const holder = flight.inFlight?.to ?? unit;
    const { title, categoryCode, divisionCode } = report;
    return { familyId: problemId, title, categoryCode, divisionCode, world, ...(holder !== undefined && { firstReceiver: holder }) };
  }

  /** A dispute is settled by organs that are there: of one that has come to its end, the successor is named. */
  async #known(agencies: AgencyId[], on: string): Promise<void> {
    const parties = await Promise.all(agencies.map((id) => this.directory.party(id)));
    const unknown = agencies.filter((_, place) => parties[place] === undefined);
    if (unknown.length > 0) throw new Refusal('AGENCY_NOT_FOUND', { unknown: unknown.join(',') });
    const ended = parties.map((party) => party?.abolished).find((abolished) => abolished !== undefined && abolished.lastDay < on);
    if (ended !== undefined) throw new Refusal('AGENCY_ABOLISHED', ended);
  }
}
