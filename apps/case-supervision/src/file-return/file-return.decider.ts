import type { AgencyId, FamilyId, MatterKind, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';
import type { ReturnBasis, ReturnTerms } from '../case-file/case-file.decider.ts';

/**
 * What keeper and sender say to each other about giving a file back. It has the file's id and is a stream of its own because a stream
 * is visible whole or not at all: the sender reads every word here and nothing of the file.
 *
 * It is also the lock between returning and deciding. `open ⇄ requested → returned`, or `→ foreclosed` in the transaction that decides
 * the file: both ends are appends to this one stream, so only one of them can be.
 */
export type FileReturn = { status: 'unopened' } | OpenedReturn;

type OpenedReturn =
  | (Subject & { status: 'open'; declined?: Said | undefined })
  | (Subject & { status: 'requested'; request: Said })
  | (Subject & { status: 'returned'; request: Said; basis: ReturnBasis; consentedBy?: Speaker | undefined })
  | (Subject & { status: 'foreclosed' });

export interface Subject {
  handOffId: string;
  matterKind: MatterKind;
  matterId: string;
  agency: AgencyId;
  sender: AgencyId;
  title: string;
  returnTerms?: ReturnTerms | undefined;
  familyId: FamilyId;
  world?: WorldId | undefined;
}

interface Speaker {
  by: AgencyId;
  account: string;
}
type Said = Speaker & { reason: string };

export type FileReturnCommand =
  | ({ type: 'OpenFileReturn' } & Subject)
  | ({ type: 'RequestReturn' } & Said)
  | ({ type: 'ConsentToReturn' } & Speaker)
  | ({ type: 'DeclineReturn' } & Said)
  | ({ type: 'RecordUnilateralReturn' } & Said)
  | { type: 'ForecloseReturn' };

export type FileReturnEvent =
  | ({ type: 'FileReturnOpened' } & Subject)
  | ({ type: 'ReturnRequested' } & Said)
  | ({ type: 'ReturnDeclined' } & Said)
  | ({ type: 'FileReturned'; basis: 'unilateral' } & Said)
  | ({ type: 'FileReturned'; basis: 'consent' } & Speaker)
  | { type: 'ReturnForeclosed' };

function decide(command: FileReturnCommand, fileReturn: FileReturn): FileReturnEvent[] {
  if (command.type === 'OpenFileReturn') {
    const { type: _, ...subject } = command;
    return fileReturn.status === 'unopened' ? [{ type: 'FileReturnOpened', ...subject }] : [];
  }
  if (fileReturn.status === 'unopened') throw new Refusal('CASE_FILE_NOT_FOUND');
  if (command.type === 'ForecloseReturn') return foreclose(fileReturn);
  if (command.by !== fileReturn.agency && command.by !== fileReturn.sender) throw new Refusal('CASE_FILE_NOT_FOUND');

  switch (command.type) {
    case 'RequestReturn':
      return request(command, fileReturn);
    case 'ConsentToReturn':
      return consent(command, fileReturn);
    case 'DeclineReturn':
      return decline(command, fileReturn);
    case 'RecordUnilateralReturn':
      return returnAlone(command, fileReturn);
  }
}

function foreclose(fileReturn: OpenedReturn): FileReturnEvent[] {
  if (fileReturn.status === 'returned') throw new Refusal('CASE_FILE_RETURNED');
  return fileReturn.status === 'foreclosed' ? [] : [{ type: 'ReturnForeclosed' }];
}

function request(said: Said, fileReturn: OpenedReturn): FileReturnEvent[] {
  const pending = stillOpen(fileReturn, said);
  if (pending === 'said before') return [];
  if (fileReturn.returnTerms?.verb === 'never') throw new Refusal('RETURN_NOT_PERMITTED');
  if (pending.status === 'open') return [{ type: 'ReturnRequested', ...words(said) }];
  if (isSame(said, pending.request)) return [];
  throw new Refusal('RETURN_ALREADY_REQUESTED');
}

function consent({ by, account }: Speaker, fileReturn: OpenedReturn): FileReturnEvent[] {
  if (fileReturn.status === 'returned') {
    const { consentedBy } = fileReturn;
    if (consentedBy?.by === by && consentedBy.account === account) return [];
  }
  const { request: asked } = requested(fileReturn);
  if (asked.by === by) throw new Refusal('RETURN_ASKED_BY_ONESELF');
  return [{ type: 'FileReturned', basis: 'consent', by, account }];
}

function decline(said: Said, fileReturn: OpenedReturn): FileReturnEvent[] {
  if (fileReturn.status === 'open' && fileReturn.declined !== undefined && isSame(said, fileReturn.declined)) return [];
  const { request: asked } = requested(fileReturn);
  if (asked.by === said.by) throw new Refusal('RETURN_ASKED_BY_ONESELF');
  return [{ type: 'ReturnDeclined', ...words(said) }];
}

/** Whether the keeper may do it alone was decided on the file, in the same transaction. A request that still stands is met by it. */
function returnAlone(said: Said, fileReturn: OpenedReturn): FileReturnEvent[] {
  if (stillOpen(fileReturn, said) === 'said before') return [];
  return [{ type: 'FileReturned', basis: 'unilateral', ...words(said) }];
}

function stillOpen(fileReturn: OpenedReturn, said: Said): 'said before' | (OpenedReturn & { status: 'open' | 'requested' }) {
  if (fileReturn.status === 'foreclosed') throw new Refusal('CASE_FILE_ALREADY_DECIDED');
  if (fileReturn.status !== 'returned') return fileReturn;
  if (isSame(said, fileReturn.request)) return 'said before';
  throw new Refusal('CASE_FILE_RETURNED');
}

function requested(fileReturn: OpenedReturn): OpenedReturn & { status: 'requested' } {
  if (fileReturn.status === 'requested') return fileReturn;
  if (fileReturn.status === 'foreclosed') throw new Refusal('CASE_FILE_ALREADY_DECIDED');
  throw new Refusal(fileReturn.status === 'returned' ? 'CASE_FILE_RETURNED' : 'RETURN_NOT_REQUESTED');
}

const words = ({ by, account, reason }: Said): Said => ({ by, account, reason });
const isSame = (said: Said, known: Said): boolean => said.by === known.by && said.account === known.account && said.reason === known.reason;

function evolve(fileReturn: FileReturn, event: FileReturnEvent): FileReturn {
  if (event.type === 'FileReturnOpened') {
    const { type: _, ...subject } = event;
    return { status: 'open', ...subject };
  }
  if (fileReturn.status === 'unopened') throw new Error(`${event.type} stored before any FileReturnOpened`);
  const subject = subjectOf(fileReturn);
  switch (event.type) {
    case 'ReturnRequested':
      return { ...subject, status: 'requested', request: words(event) };
    case 'ReturnDeclined':
      return { ...subject, status: 'open', declined: words(event) };
    case 'FileReturned':
      return { ...subject, status: 'returned', ...endOf(event, fileReturn) };
    case 'ReturnForeclosed':
      return { ...subject, status: 'foreclosed' };
  }
}

function endOf(event: FileReturnEvent & { type: 'FileReturned' }, before: OpenedReturn) {
  if (event.basis === 'unilateral') return { basis: event.basis, request: words(event) };
  if (before.status !== 'requested') throw new Error('FileReturned by consent stored without a request');
  return { basis: event.basis, request: before.request, consentedBy: { by: event.by, account: event.account } };
}

function subjectOf({ handOffId, matterKind, matterId, agency, sender, title, returnTerms, familyId, world }: OpenedReturn): Subject {
  return { handOffId, matterKind, matterId, agency, sender, title, returnTerms, familyId, world };
}

export const fileReturnDecider: Decider<FileReturnCommand, FileReturnEvent, FileReturn> = {
  initialState: { status: 'unopened' },
  decide,
  evolve,
};
