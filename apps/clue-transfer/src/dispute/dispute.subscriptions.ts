import { command, derivedId, on } from '@xiezhi/aggregate';
import { MatterBouncedOutV1 } from '@xiezhi/contracts';
import { dateOf } from '@xiezhi/statutory-time';
import type { Disputes } from './dispute.announce.ts';

/** Raised by nobody: said in the record instead of a wish. */
const reason = '该事项已第三次被退（不予受理、转送或者退回），由协调单位指定接收单位。';

/** The third bounce raises a dispute at the last route's coordinator; until it is bound, no hand-off of the matter can be sent. */
export const disputeSubscriptions = (disputes: Disputes) => [
  on(MatterBouncedOutV1, ({ data, meta }) => {
    const { matterKind, matterId, title, owner, coordinator, handOffIds, receivers } = data;
    const handOffId = handOffIds.at(-1)!;
    // Of the same bounce there is one dispute, however often the event comes.
    const disputeId = derivedId(handOffId, 'dispute');
    const disputants = [...new Set([owner, ...receivers])].filter((agency) => agency !== coordinator);
    return [
      command(disputes, disputeId, {
        type: 'RaiseDispute',
        on: dateOf(meta.actedAt),
        disputeId,
        matterKind,
        matterId,
        familyId: meta.familyId,
        handOffId,
        cause: 'third-bounce',
        firstReceiver: receivers[0],
        // The owner may be the coordinator itself: then those who bounced are the parties.
        disputants: disputants.length > 0 ? disputants : [owner],
        office: coordinator,
        title,
        reason,
        world: meta.world,
      }),
    ];
  }),
];
