import { command, on, type Subscription } from '@xiezhi/aggregate';
import {
  CaseFileReturnedV1,
  CaseFileStageEnteredV1,
  ClockExpiredV1,
  HandOffAcceptedV1,
  HandOffForwardedV1,
  HandOffReceivedV1,
  HandOffRecalledV1,
  HandOffRefusedV1,
  HandOffReturnedV1,
  HandOffSentV1,
  type IntegrationEvent,
} from '@xiezhi/contracts';
import type { ChartBook } from '@xiezhi/stage-chart';
import { fileReturns } from '../file-return/file-return.announce.ts';
import { dateOf } from '@xiezhi/statutory-time';
import { type CaseFiles, caseFilesOn } from './case-file.announce.ts';
import type { HandOffFate, Opening, ShareEnd, ShareFate } from './case-file.decider.ts';
import { fileIdOf } from './case-file-gathering.ts';

/**
 * A file for every clue or file that was accepted for good; 不立案 is one of its ends. Which chart it follows is the route's: a pack names
 * the routes that open a file of another kind, also those that only share. An assigned problem is worked on in its own chart. The other
 * side of the file, where returning is talked about, is opened with it; what was only shared is never given back.
 */
const onHandOffAccepted = (charts: ChartBook, caseFiles: CaseFiles) =>
  on(HandOffAcceptedV1, ({ data, meta }) => {
    const { handOffId, matterKind, matterId, receiver: agency, sender, title, returnTerms, sourceCode, routeId, mechanism } = data;
    const day = dateOf(meta.actedAt);
    charts.expect(mechanism);
    const named = charts.received(routeId, day);
    if (matterKind === 'problem' || (data.kind === 'share' && named === undefined)) return [];
    const id = fileIdOf(handOffId);
    const subject = { handOffId, matterKind, matterId, agency, sender, title, returnTerms, familyId: meta.familyId, world: meta.world };
    const opening: Opening = { ...subject, sourceCode, ...(data.kind === 'share' && { isShared: true }) };
    return [
      command(caseFiles, id, { type: 'OpenCaseFile', ...opening, born: named ?? charts.general('case-file', day, mechanism) }),
      ...(data.kind === 'share' ? [] : [command(fileReturns, id, { type: 'OpenFileReturn', ...subject })]),
      // In one transaction with the file: whatever the file it came from does next is told to it.
      ...(matterKind === 'case-file' ? [command(caseFiles, matterId, { type: 'RelateCaseFile', fileId: id })] : []),
    ];
  });

type HandOffEnd = IntegrationEvent<{ kind: 'owning' | 'share'; matterKind: string; matterId: string; handOffId: string }>;

/** What became of a file's own hand-off, on its keeper's file. */
function follow(caseFiles: CaseFiles, { data, meta }: HandOffEnd, fate: HandOffFate) {
  if (data.kind !== 'owning' || data.matterKind !== 'case-file') return [];
  return [command(caseFiles, data.matterId, { type: 'FollowHandOff', fate, on: dateOf(meta.actedAt) })];
}

/** What became of a hand-off that only shared a file: the file may wait for what its receiver would have answered. */
function followShare(caseFiles: CaseFiles, { data, meta }: HandOffEnd, fate: ShareFate) {
  if (data.kind !== 'share' || data.matterKind !== 'case-file') return [];
  return [command(caseFiles, data.matterId, { type: 'FollowShare', fate, on: dateOf(meta.actedAt) })];
}

/** Of a hand-off that carried the file away, or of one that only shared it. */
const ended = (caseFiles: CaseFiles, event: HandOffEnd, outcome: ShareEnd) => [
  ...follow(caseFiles, event, { outcome, handOffId: event.data.handOffId }),
  ...followShare(caseFiles, event, { outcome, handOffId: event.data.handOffId }),
];

export function caseFileSubscriptions(charts: ChartBook): Subscription[] {
  const caseFiles = caseFilesOn(charts);
  return [
    onHandOffAccepted(charts, caseFiles),
    on(HandOffSentV1, (event) => follow(caseFiles, event, { outcome: 'sent', handOffId: event.data.handOffId })),
    on(HandOffReceivedV1, (event) => follow(caseFiles, event, { outcome: 'received', handOffId: event.data.handOffId })),
    on(HandOffAcceptedV1, (event) => follow(caseFiles, event, { outcome: 'accepted', handOffId: event.data.handOffId })),
    on(HandOffRefusedV1, (event) => ended(caseFiles, event, 'refused')),
    on(HandOffRecalledV1, (event) => ended(caseFiles, event, 'recalled')),
    on(HandOffReturnedV1, (event) => ended(caseFiles, event, 'returned')),
    on(HandOffForwardedV1, (event) => {
      const { handOffId, successor, nextReceiver: receiver, nextRouteId: routeId } = event.data;
      return [
        ...follow(caseFiles, event, { outcome: 'forwarded', handOffId, successor, nextReceiver: receiver }),
        ...followShare(caseFiles, event, { outcome: 'forwarded', handOffId, successor, receiver, routeId }),
      ];
    }),
  ];
}

/**
 * The keeper's file ends where the sender agreed to a return: the sender may not write it. After the keeper's own return it has ended.
 * And no organ writes into another's file: each is told of the steps of those it came from or went on to, and of the
 * periods that ran out for it.
 */
export function ownSubscriptions(charts: ChartBook): Subscription[] {
  const caseFiles = caseFilesOn(charts);
  return [
    on(CaseFileReturnedV1, ({ data: { caseFileId, basis }, meta }) => [
      command(caseFiles, caseFileId, { type: 'FollowReturn', basis, on: dateOf(meta.actedAt) }),
    ]),
    on(CaseFileStageEnteredV1, ({ data: { caseFileId, agency, chart, transition, fields = {}, related = [], on: day }, meta }) => {
      const step = { chart, transition, fields, of: { fileId: caseFileId, agency } };
      return related.map((id) => command(caseFiles, id, { type: 'FollowFile', step, on: day ?? dateOf(meta.actedAt) }));
    }),
    on(ClockExpiredV1, ({ data: { ruleId, subject }, meta }) => {
      const [aggregate, id] = subject.split('/');
      if (aggregate !== caseFiles.name || id === undefined) return [];
      return [command(caseFiles, id, { type: 'FollowClock', row: ruleId, on: dateOf(meta.actedAt) })];
    }),
  ];
}
