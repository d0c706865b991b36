import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { CaseFileReturnDeclinedV1, CaseFileReturnedV1, CaseFileReturnRequestedV1 } from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import { type FileReturn, type FileReturnCommand, fileReturnDecider, type FileReturnEvent } from './file-return.decider.ts';

function announce(caseFileId: string, event: FileReturnEvent, fileReturn: FileReturn): Announcement[] {
  if (fileReturn.status === 'unopened') throw new Error('an unopened return has nothing to announce');
  const { handOffId, matterKind, matterId, agency, sender, title } = fileReturn;
  const named = { caseFileId, handOffId, matterKind, matterId, agency, sender, title };
  switch (event.type) {
    case 'FileReturnOpened':
    case 'ReturnForeclosed': // That a file is decided is told by feedback, in the keeper's own words.
      return [];
    case 'ReturnRequested':
      return [announcement(CaseFileReturnRequestedV1, { ...named, requestedBy: event.by, reason: event.reason })];
    case 'ReturnDeclined':
      return [announcement(CaseFileReturnDeclinedV1, { ...named, declinedBy: event.by, reason: event.reason })];
    case 'FileReturned': {
      if (fileReturn.status !== 'returned') throw new Error('FileReturned left the file unreturned');
      const { basis, request } = fileReturn;
      return [announcement(CaseFileReturnedV1, { ...named, basis, returnedBy: request.by, reason: request.reason })];
    }
  }
}

/** The return with its doors: what the two sides said is theirs to read, and nobody else's. */
export const fileReturns: Aggregate<FileReturnCommand, FileReturnEvent, FileReturn> = {
  ...fileReturnDecider,
  name: 'file-return',
  announce,
  scopeOf(fileReturn) {
    if (fileReturn.status === 'unopened') throw new Error('an unopened return has no scope');
    const { familyId, agency, sender, world } = fileReturn;
    return { familyId, parties: [agency, sender], world };
  },
};
