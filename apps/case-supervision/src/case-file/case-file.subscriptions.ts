import { command, derivedId, on } from '@xiezhi/aggregate';
import { HandOffAcceptedV1 } from '@xiezhi/contracts';
import { caseFiles } from './case-file.announce.ts';

/**
 * A file for every clue or file that was accepted for good; 不立案 is one of its ends. A shared hand-off moves nothing, and an
 * assigned problem is worked on in its own chart. The file's id follows from the hand-off's, so twice is once.
 */
const onHandOffAccepted = on(HandOffAcceptedV1, ({ data, meta }) => {
  if (data.kind !== 'owning' || data.matterKind === 'problem') return [];
  const { handOffId, matterKind, matterId, receiver: agency, sender, title } = data;
  const opening = { handOffId, matterKind, matterId, agency, sender, title, familyId: meta.familyId, world: meta.world };
  return [command(caseFiles, derivedId(handOffId, 'case-file'), { type: 'OpenCaseFile', ...opening })];
});

export const caseFileSubscriptions = [onHandOffAccepted];
