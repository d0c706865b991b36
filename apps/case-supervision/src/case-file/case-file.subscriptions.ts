import { command, derivedId, on } from '@xiezhi/aggregate';
import { HandOffAcceptedV1 } from '@xiezhi/contracts';
import { caseFiles } from './case-file.announce.ts';

/** A file for every accepted clue; 不立案 is one of its ends. Its id follows from the hand-off's, so twice is once. */
const onHandOffAccepted = on(HandOffAcceptedV1, ({ data, meta }) => [
  command(caseFiles, derivedId(data.handOffId, 'case-file'), {
    type: 'OpenCaseFile',
    handOffId: data.handOffId,
    clueId: data.clueId,
    agency: data.receiver,
    sender: data.sender,
    title: data.title,
    familyId: meta.familyId,
    world: meta.world,
  }),
]);

export const caseFileSubscriptions = [onHandOffAccepted];
