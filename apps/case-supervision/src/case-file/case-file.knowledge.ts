import { Inject, Injectable } from '@nestjs/common';
import { type Caller, type ErrorCode } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { Commands } from '@xiezhi/service';
import { ChartBook, type Fields, isJudicial, type StepRequest, type Who } from '@xiezhi/stage-chart';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { momentOf } from '../legal-moment.ts';
import { dateOf } from '@xiezhi/statutory-time';
import type { CaseFiles } from './case-file.announce.ts';
import type { OpenedFile } from './case-file.decider.ts';
import type { Organs } from './jurisdiction.ts';
import type { ReferCaseFileBody } from './case-file.requests.ts';

/** Injection token of the files on the charts of the packs there are. */
export const CASE_FILES = Symbol('case-supervision.case-files');

type Asked = { transition: string; fields: Fields; deviation?: string | undefined; to?: string | undefined };

/** What a command about a file must know beyond its own stream: it is looked up here and travels in the command. */
@Injectable()
export class CaseFileKnowledge {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(KnownDirectory) private readonly directory: KnownDirectory,
    @Inject(ChartBook) readonly charts: ChartBook,
    @Inject(CASE_FILES) private readonly caseFiles: CaseFiles,
  ) {}

  /** @throws Refusal CASE_FILE_NOT_FOUND when there is none the caller may see */
  async file(id: string, act: Act): Promise<{ state: OpenedFile; version: number }> {
    const found = await this.commands.view(this.caseFiles, id, act);
    if (found === undefined || found.state.status === 'unopened') throw new Refusal('CASE_FILE_NOT_FOUND');
    return { state: found.state, version: found.version };
  }

  async stepRequest(asked: Asked, caller: Caller, act: Act): Promise<Omit<StepRequest, 'isInFlight'>> {
    return { ...asked, who: await this.who(caller), on: dateOf(momentOf(act, caller)) };
  }

  /** The organs a step's jurisdiction compares; undefined while the directory has not told of the keeper. */
  async organs({ respondent }: Fields, { agency }: Caller): Promise<Organs | undefined> {
    const asked = typeof respondent === 'string' ? [agency, respondent] : [agency];
    const known = await this.directory.agencies(asked);
    const keeper = known.get(agency);
    if (asked.some((id) => id !== agency && !known.has(id))) throw new Refusal('AGENCY_NOT_FOUND');
    return keeper && { keeper, respondent: asked[1] === undefined ? undefined : known.get(asked[1]) };
  }

  /** Whoever can load a file keeps it: it has no other party. An organ the directory has not told of yet is not taken for a judicial one. */
  async who({ agency, account, roles }: Caller): Promise<Who> {
    const known = await this.directory.agency(agency);
    return { agency, account, roles, parties: ['keeper'], isJudicial: known !== undefined && isJudicial(known.kind) };
  }

  /**
   * Whether there is such a way from organs like this to organs like that, so that a slip is told at once. Level and place are
   * compared where the hand-off is drafted: one that may not go this way is given up there, and the file is the keeper's again.
   *
   * @returns whether the file goes on by it or is only shared
   * @throws Refusal ROUTE_UNKNOWN, RECEIVER_UNKNOWN or ROUTE_NOT_FOR_THESE_PARTIES
   */
  async routeKind({ receiver, routeId }: ReferCaseFileBody, caller: Caller, on: string): Promise<'owning' | 'share'> {
    const [route, agencies] = await Promise.all([this.directory.route(routeId, on), this.directory.agencies([receiver, caller.agency])]);
    const [from, to] = [agencies.get(caller.agency), agencies.get(receiver)];
    const refused = ((): ErrorCode | undefined => {
      if (from === undefined || to === undefined) return 'RECEIVER_UNKNOWN';
      if (route === undefined || route.matterKind !== 'case-file') return 'ROUTE_UNKNOWN';
      const leadsTo = [route.toKind, ...(route.alsoTo ?? [])].some((kind) => kind === to.kind);
      const leadsFrom = [route.fromKind, ...(route.alsoFrom ?? [])].some((kind) => kind === from.kind);
      return leadsFrom && leadsTo ? undefined : 'ROUTE_NOT_FOR_THESE_PARTIES';
    })();
    if (refused !== undefined || route === undefined) throw new Refusal(refused ?? 'ROUTE_UNKNOWN');
    return route.kind;
  }
}

/** The step of the chart that a result is decided by (T8–T10): 立案, 不立案 or 移送. */
export function transitionOf(result: string): string {
  if (result.startsWith('OPEN_')) return 'T8';
  return result.startsWith('REFERRED_') || result === 'PENDING_SUPERIOR' ? 'T10' : 'T9';
}
