import { command, derivedId, on } from '@xiezhi/aggregate';
import { CaseFileDecidedV1, ClueResult } from '@xiezhi/contracts';
import { threads } from './thread.announce.ts';

/** Who decided on a handed-over clue owes its sender the result. The thread's id follows from the file's, so twice is once. */
const onCaseFileDecided = on(CaseFileDecidedV1, ({ data, meta }) => [
  command(threads, derivedId(data.caseFileId, 'feedback/FILING'), {
    type: 'OpenThread',
    kind: 'FILING',
    debtor: data.agency,
    creditor: data.sender,
    handOffId: data.handOffId,
    clueId: data.clueId,
    title: data.title,
    // A code this release does not know is a fault of the announcement: the inbox parks the stream instead of guessing.
    decidedResult: ClueResult.parse(data.resultCode),
    familyId: meta.familyId,
    world: meta.world,
  }),
]);

export const threadSubscriptions = [onCaseFileDecided];
