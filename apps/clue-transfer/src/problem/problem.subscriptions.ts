import { command, on } from '@xiezhi/aggregate';
import { HandOffReceivedV1, ProblemLinkedV1 } from '@xiezhi/contracts';
import { dateOf } from '@xiezhi/statutory-time';
import type { Problems } from './problem.announce.ts';

/** Beside the outcome of its assignment (matter.subscriptions) a problem follows the signature, and the link another one made. */
export const problemSubscriptions = (problems: Problems) => [
  on(HandOffReceivedV1, ({ data, meta }) =>
    data.matterKind !== 'problem' || data.kind === 'share'
      ? []
      : [command(problems, data.matterId, { type: 'RecordReceived', handOffId: data.handOffId, on: dateOf(meta.actedAt) })],
  ),
  on(ProblemLinkedV1, ({ data: { problemId, otherId, relation } }) => [
    command(problems, otherId, { type: 'RecordLink', otherId: problemId, relation: relation === 'merged-into' ? 'merged-from' : relation }),
  ]),
];
