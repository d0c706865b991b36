import { Inject, Injectable } from '@nestjs/common';
import { type AgencyId, type Caller, errorCatalogue } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { legalNow } from '@xiezhi/http';
import {
  ChartBook,
  isJudicial,
  mechanismOf,
  possible,
  readableBy,
  recordedForm,
  type StageChart,
  stageNameOf,
  type UnlistedCode,
} from '@xiezhi/stage-chart';
import { CodeBook } from '@xiezhi/mechanism-pack';
import { asAgency } from '@xiezhi/postgres';
import { Commands, Database } from '@xiezhi/service';
import { dayOf } from '../legal-moment.ts';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { dateOf } from '@xiezhi/statutory-time';
import { findDuplicates } from './problem-place.ts';
import { type Problems } from './problem.announce.ts';
import { chartName, type LinkTarget, type Officer } from './problem.decider.ts';
import { partiesOf } from './problem.parties.ts';
import type { DuplicateQuery, ReportProblemBody } from './problem.requests.ts';
import type { ReportedProblem } from './problem.state.ts';

/** Injection token of problems on the charts of the packs there are. */
export const PROBLEMS = Symbol('clue-transfer.problems');

/** What a problem's command must know beyond its own stream: it is looked up here and travels in the command. */
@Injectable()
export class ProblemKnowledge {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(Database) private readonly database: Database,
    @Inject(KnownDirectory) private readonly directory: KnownDirectory,
    @Inject(PROBLEMS) private readonly problems: Problems,
    @Inject(ChartBook) private readonly charts: ChartBook,
    @Inject(CodeBook) private readonly codes: CodeBook,
  ) {}

  /** @throws Refusal PROBLEM_NOT_FOUND when there is none the caller may see */
  async problem(id: string, act: Act): Promise<{ state: ReportedProblem; version: number }> {
    const found = await this.commands.view(this.problems, id, act);
    if (found === undefined || found.state.status === 'unreported') throw new Refusal('PROBLEM_NOT_FOUND');
    return { state: found.state, version: found.version };
  }

  async officer({ agency, account, roles }: Caller): Promise<Officer> {
    const party = await this.directory.party(agency);
    return { agency, account, roles, isJudicial: party !== undefined && isJudicial(party.kind) };
  }

  on(caller: Caller, act: Act): string {
    return dayOf(act, caller);
  }

  /**
   * The office a report goes to: the named one, the reporter itself if it is one, else that of the place's county (Provisions Art. 11).
   * Which organs are offices is said by the mechanism's chart.
   *
   * @throws Refusal CHART_UNKNOWN when the mechanism has no problems on this day
   * @throws Refusal OFFICE_UNKNOWN when the directory has no such office
   */
  async placed(
    { office, divisionCode, mechanism }: ReportProblemBody,
    caller: Caller,
    on: string,
  ): Promise<{ office: AgencyId; isOfTownship: boolean }> {
    const reporter = await this.directory.party(caller.agency);
    const { offices = [] } = this.charts.born(chartName, on, mechanism).chart;
    const keeps = (kind: string | undefined) => offices.some((one) => one === kind);
    const named = office ?? (keeps(reporter?.kind) ? caller.agency : await this.directory.officeOf(divisionCode.slice(0, 6), on, offices));
    const party = named === undefined ? undefined : await this.directory.party(named);
    if (party === undefined || !keeps(party.kind)) throw new Refusal('OFFICE_UNKNOWN', { division: divisionCode });
    return { office: party.id, isOfTownship: reporter?.kind === 'TOW' && reporter.division === divisionCode };
  }

  /** What of the report the mechanism does not list under which the problem is born. @throws Refusal CHART_UNKNOWN as above */
  unlisted({ sourceCode, urgency, mechanism }: ReportProblemBody, on: string): UnlistedCode[] {
    const { packVersion } = this.charts.born(chartName, on, mechanism);
    return this.codes.unlisted({ 'clue-source': sourceCode, urgency }, on, mechanismOf(packVersion));
  }

  /** The other problem of a link, as the caller may see it; the decider says whether they may be linked. */
  async linkTarget(id: unknown, act: Act): Promise<LinkTarget | undefined> {
    if (typeof id !== 'string') return undefined;
    const found = await this.commands.view(this.problems, id, act);
    if (found === undefined || found.state.status === 'unreported') return undefined;
    const { problemId, world, stage } = found.state;
    return { problemId, world, isMerged: stage.stage === 'MERGED' };
  }

  async duplicates(query: DuplicateQuery, caller: Caller) {
    const { on = dateOf(legalNow(caller).toISOString()), ...place } = query;
    const asked = { ...place, on, world: caller.world?.id };
    return { hints: await asAgency(this.database.app, { agency: caller.agency }, (tx) => findDuplicates(tx, asked)) };
  }

  async possible(id: string, caller: Caller, act: Act) {
    const { state } = await this.problem(id, act);
    const who = { ...(await this.officer(caller)), parties: partiesOf(state, caller.agency) };
    const day = { on: this.on(caller, act), isInFlight: state.flight.inFlight !== undefined };
    return {
      steps: possible(this.#chartOf(state), state.stage, who, day).map((one) => ({
        ...one,
        ...(one.code !== undefined && wordsOf(one.code)),
      })),
    };
  }

  /** One problem as this agency reads it: drafts of others are left out, and what only they recorded. */
  async view(id: string, caller: Caller, act: Act) {
    const { state, version } = await this.problem(id, act);
    const { stage, flight, report, status: _status, isOfTownship: _township, problemId: _id, ...rest } = state;
    const taken = readableBy(caller.agency, stage.taken);
    const known = Object.assign({}, ...taken.map(({ fields }) => fields)) as typeof stage.values;
    const { limits } = stage;
    const chart = this.#chartOf(state);
    const [stageName, form] = [stageNameOf(chart, stage.stage), recordedForm(chart, known)];
    const inFlight = flight.inFlight === undefined ? {} : { handOffId: flight.inFlight.handOffId };
    return {
      id,
      version,
      familyId: id,
      ...rest,
      ...inFlight,
      owner: flight.owner,
      stage: stage.stage,
      stageName,
      report,
      known,
      form,
      limits,
      taken,
    };
  }

  #chartOf({ packVersion }: ReportedProblem): StageChart {
    return this.charts.of({ chart: chartName, packVersion });
  }
}

/** What a refusal says, for a list of what is possible. */
export const wordsOf = (code: keyof typeof errorCatalogue) => ({ title: errorCatalogue[code].title, advice: errorCatalogue[code].advice });
