import { command, derivedId, on, type Subscription } from '@xiezhi/aggregate';
import {
  CaseFileReturnedV1,
  HandOffAcceptedV1,
  HandOffForwardedV1,
  HandOffRecalledV1,
  HandOffRefusedV1,
  HandOffReturnedV1,
  type IntegrationEvent,
} from '@xiezhi/contracts';
import type { PackedChart } from '@xiezhi/stage-chart';
import { fileReturns } from '../file-return/file-return.announce.ts';
import { dateOf } from '@xiezhi/statutory-time';
import { caseFiles } from './case-file.announce.ts';
import type { HandOffFate, Opening } from './case-file.decider.ts';

/** The file of a hand-off; twice is once, because its id follows from the hand-off's. */
export const fileIdOf = (handOffId: string): string => derivedId(handOffId, 'case-file');

/**
 * A file for every clue or file that was accepted for good; 不立案 is one of its ends. A shared hand-off moves nothing, and an assigned
 * problem is worked on in its own chart. The other side of the file, where returning is talked about, is opened with it.
 */
const onHandOffAccepted = (packed: PackedChart) =>
  on(HandOffAcceptedV1, ({ data, meta }) => {
    if (data.kind !== 'owning' || data.matterKind === 'problem') return [];
    const { handOffId, matterKind, matterId, receiver: agency, sender, title, returnTerms } = data;
    const subject = { handOffId, matterKind, matterId, agency, sender, title, returnTerms, familyId: meta.familyId, world: meta.world };
    const opening: Opening = { ...subject, sourceCode: data.sourceCode };
    return [
      command(caseFiles, fileIdOf(handOffId), { type: 'OpenCaseFile', ...opening, packed }),
      command(fileReturns, fileIdOf(handOffId), { type: 'OpenFileReturn', ...subject }),
    ];
  });

type HandOffEnd = IntegrationEvent<{ kind: 'owning' | 'share'; matterKind: string; matterId: string; handOffId: string }>;

/** What became of a file's own hand-off, on its keeper's file. */
function follow(packed: PackedChart, { data, meta }: HandOffEnd, fate: HandOffFate) {
  if (data.kind !== 'owning' || data.matterKind !== 'case-file') return [];
  return [command(caseFiles, data.matterId, { type: 'FollowHandOff', fate, on: dateOf(meta.actedAt), packed })];
}

export function caseFileSubscriptions(packed: PackedChart): Subscription[] {
  return [
    onHandOffAccepted(packed),
    on(HandOffAcceptedV1, (event) => follow(packed, event, { outcome: 'accepted', handOffId: event.data.handOffId })),
    on(HandOffRefusedV1, (event) => follow(packed, event, { outcome: 'refused', handOffId: event.data.handOffId })),
    on(HandOffRecalledV1, (event) => follow(packed, event, { outcome: 'recalled', handOffId: event.data.handOffId })),
    on(HandOffReturnedV1, (event) => follow(packed, event, { outcome: 'returned', handOffId: event.data.handOffId })),
    on(HandOffForwardedV1, (event) => {
      const { handOffId, successor, nextReceiver } = event.data;
      return follow(packed, event, { outcome: 'forwarded', handOffId, successor, nextReceiver });
    }),
  ];
}

/** The keeper's file ends where the sender agreed to a return: the sender may not write it. After the keeper's own return it has ended. */
export const ownSubscriptions = (packed: PackedChart): Subscription[] => [
  on(CaseFileReturnedV1, ({ data: { caseFileId, basis }, meta }) => [
    command(caseFiles, caseFileId, { type: 'FollowReturn', basis, on: dateOf(meta.actedAt), packed }),
  ]),
];
