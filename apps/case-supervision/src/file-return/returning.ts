import { Inject, Injectable } from '@nestjs/common';
import { handle, type Handled } from '@xiezhi/aggregate';
import type { Caller } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { type Act, PgEventStore } from '@xiezhi/event-store';
import type { Queryable } from '@xiezhi/postgres';
import { Commands } from '@xiezhi/service';
import type { CaseFiles } from '../case-file/case-file.announce.ts';
import type { CaseFile, CaseFileCommand, CaseFileEvent, ReturnBasis } from '../case-file/case-file.decider.ts';
import { CASE_FILES } from '../case-file/case-file.knowledge.ts';
import { momentOf } from '../legal-moment.ts';
import { dateOf } from '@xiezhi/statutory-time';
import { fileReturns } from './file-return.announce.ts';
import type { FileReturn, FileReturnCommand } from './file-return.decider.ts';

type HandledFile = Handled<CaseFileEvent, CaseFile>;

/**
 * The two streams of a return, saved together. The keeper writes both, always the file first: two officers of one agency who decide
 * and return at one moment wait for each other on the file's head and never in a circle. The sender writes the shared stream alone,
 * since the file is nothing it may see; the file follows by subscription.
 */
@Injectable()
export class Returning {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(CASE_FILES) private readonly caseFiles: CaseFiles,
  ) {}

  /** The return as both sides see it. @throws Refusal CASE_FILE_NOT_FOUND to anybody else, and where there is nobody to give the file back to */
  async view(id: string, act: Act): Promise<{ state: Exclude<FileReturn, { status: 'unopened' }>; version: number }> {
    const found = await this.find(id, act);
    if (found === undefined) throw new Refusal('CASE_FILE_NOT_FOUND');
    return found;
  }

  /** Undefined of a file that was only shared, or that its keeper opened. */
  async find(id: string, act: Act) {
    const found = await this.commands.view(fileReturns, id, act);
    if (found === undefined || found.state.status === 'unopened') return undefined;
    return { state: found.state, version: found.version };
  }

  async ask(id: string, reason: string, basis: ReturnBasis | undefined, caller: Caller, act: Act) {
    const said = { by: caller.agency, account: caller.account, reason };
    if (!(await this.#keeps(id, act))) {
      if (basis === 'unilateral') throw new Refusal('RETURN_NEEDS_CONSENT');
      return this.commands.handle(fileReturns, id, { type: 'RequestReturn', ...said }, act);
    }
    const command = { type: 'ReturnCaseFile', ...said, basis, ...this.#dated(caller, act) } as const;
    return this.#together(id, command, act, ({ state }) =>
      state.status === 'returned' && state.basis === 'unilateral'
        ? { type: 'RecordUnilateralReturn', ...said }
        : { type: 'RequestReturn', ...said },
    );
  }

  async consent(id: string, caller: Caller, act: Act) {
    const command = { type: 'ConsentToReturn', by: caller.agency, account: caller.account } as const;
    if (!(await this.#keeps(id, act))) return this.commands.handle(fileReturns, id, command, act);
    return this.#together(id, { ...command, ...this.#dated(caller, act) }, act, () => command);
  }

  decline(id: string, reason: string, { agency: by, account }: Caller, act: Act) {
    return this.commands.handle(fileReturns, id, { type: 'DeclineReturn', by, account, reason }, act);
  }

  /**
   * A decision and the end of returning are one commit: whoever comes second, by either way, is told what happened. A file that its
   * keeper opened came from nobody and goes back to nobody, and what was only shared is never given back: there is no return to end.
   */
  foreclosedByDecision(id: string, act: Act) {
    return {
      also: async (tx: Queryable, { events, state }: HandledFile) => {
        const isDecision = events.some((event) => event.type === 'CaseFileStepTaken' && event.isDecision);
        const isReturnable = state.status !== 'unopened' && state.handOffId !== undefined && state.isShared !== true;
        if (isDecision && isReturnable) await handleBeside(tx, id, { type: 'ForecloseReturn' }, act);
      },
    };
  }

  #together(id: string, command: CaseFileCommand, act: Act, besideOf: (handled: HandledFile) => FileReturnCommand) {
    return this.commands.handle(this.caseFiles, id, command, act, {
      also: async (tx, handled) => void (await handleBeside(tx, id, besideOf(handled), act)),
    });
  }

  #dated(caller: Caller, act: Act) {
    const at = momentOf(act, caller);
    return { at, on: dateOf(at) };
  }

  async #keeps(id: string, act: Act): Promise<boolean> {
    return (await this.commands.view(this.caseFiles, id, act)) !== undefined;
  }
}

/** The key and the version of a request belong to the stream it is answered from. */
function handleBeside(
  tx: Queryable,
  id: string,
  command: FileReturnCommand,
  { idempotency: _key, expectedVersion: _version, ...act }: Act,
) {
  return handle(new PgEventStore(tx, 'case-supervision'), fileReturns, id, command, act);
}
