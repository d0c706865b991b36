import { Inject, Injectable } from '@nestjs/common';
import { handle } from '@xiezhi/aggregate';
import type { Caller } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { type Act, PgEventStore } from '@xiezhi/event-store';
import { CodeBook } from '@xiezhi/mechanism-pack';
import type { Queryable } from '@xiezhi/postgres';
import { Commands } from '@xiezhi/service';
import { mechanismOf } from '@xiezhi/stage-chart';
import { dateOf } from '@xiezhi/statutory-time';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { KnownMatters } from '../known-matter/known-matters.ts';
import { momentOf } from '../legal-moment.ts';
import { newId } from '../new-id.ts';
import type { CaseFiles } from './case-file.announce.ts';
import type { Opening } from './case-file.decider.ts';
import { CASE_FILES, CaseFileKnowledge } from './case-file.knowledge.ts';
import type { OpenableCharts, OpenCaseFileBody } from './case-file.requests.ts';

type Origin = Pick<Opening, 'matterKind' | 'matterId' | 'familyId' | 'world'> & { chart?: string };

/** Files that come by no hand-off: what an organ takes up by itself, for a matter it is party to or for none. */
@Injectable()
export class CaseFileOpener {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(CaseFileKnowledge) private readonly knowledge: CaseFileKnowledge,
    @Inject(KnownDirectory) private readonly directory: KnownDirectory,
    @Inject(KnownMatters) private readonly matters: KnownMatters,
    @Inject(CASE_FILES) private readonly caseFiles: CaseFiles,
    @Inject(CodeBook) private readonly codes: CodeBook,
  ) {}

  /** @throws Refusal CHART_UNKNOWN, CODE_NOT_LISTED, CASE_FILE_NOT_OPENED_BY_YOU, CASE_FILE_COMES_FROM_ANOTHER, TRANSITION_NOT_FOR_YOUR_ROLE, CASE_FILE_NOT_FOUND, MATTER_NOT_FOUND, WORLD_MISMATCH */
  async open({ chart, title, sourceCode, from }: OpenCaseFileBody, caller: Caller, act: Act) {
    const id = newId('case-file', act);
    const on = this.#day(caller, act);
    const born = this.knowledge.charts.born(chart, on);
    const unlisted = this.codes.unlisted({ 'clue-source': sourceCode }, on, mechanismOf(born.packVersion));
    const { chart: fromChart, ...origin } = await this.#origin(id, from, caller, act);
    const keeper = { kind: await this.#kindOf(caller), roles: caller.roles, from: fromChart };
    const opening = { ...origin, agency: caller.agency, title, ...(sourceCode !== undefined && { sourceCode }) };
    const command = { type: 'OpenCaseFile', ...opening, born, keeper, unlisted } as const;
    // Both or neither: a file that is told of no step of the one it came from would stand still for good.
    const related = async (tx: Queryable) => {
      if (from?.matterKind === 'case-file') await relate(tx, this.caseFiles, from.matterId, id, act);
    };
    return this.commands.handle(this.caseFiles, id, command, act, { also: related });
  }

  async openable(caller: Caller, act: Act): Promise<OpenableCharts> {
    const kind = await this.#kindOf(caller);
    return this.knowledge.charts
      .holding(this.#day(caller, act))
      .filter(({ chart: { opening } }) =>
        opening?.own.some(({ kinds, roles }) => kinds.some((one) => one === kind) && roles.some((role) => caller.roles.includes(role))),
      )
      .map(({ chart: { chart, title, opening } }) => {
        const from = [...new Set(opening?.own.flatMap((one) => one.from ?? []))];
        return { chart, title, ...(from.length > 0 && { from }) };
      });
  }

  /** The family a file is born into: that of what it came from, else one of its own. */
  async #origin(id: string, from: OpenCaseFileBody['from'], caller: Caller, act: Act): Promise<Origin> {
    if (from === undefined) return { matterKind: 'case-file', matterId: id, familyId: id, world: caller.world?.id };
    if (from.matterKind !== 'case-file') {
      const { familyId, world } = await this.matters.matter(from.matterKind, from.matterId, caller);
      return { ...from, familyId, world };
    }
    const { state } = await this.knowledge.file(from.matterId, act);
    if (state.world !== caller.world?.id) throw new Refusal('WORLD_MISMATCH');
    return { ...from, familyId: state.familyId, world: state.world, chart: state.chart };
  }

  /** An organ the directory has not told of yet opens nothing: nobody knows what it may open. */
  async #kindOf({ agency }: Caller): Promise<string> {
    return (await this.directory.agency(agency))?.kind ?? '';
  }

  #day = (caller: Caller, act: Act): string => dateOf(momentOf(act, caller));
}

/** The key and the version of a request belong to the file it opens. */
function relate(
  tx: Queryable,
  caseFiles: CaseFiles,
  id: string,
  fileId: string,
  { idempotency: _key, expectedVersion: _version, ...act }: Act,
) {
  return handle(new PgEventStore(tx, 'case-supervision'), caseFiles, id, { type: 'RelateCaseFile', fileId }, act);
}
