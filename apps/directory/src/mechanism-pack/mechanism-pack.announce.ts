import { type Aggregate, announcement, derivedId } from '@xiezhi/aggregate';
import { MechanismPackPublishedV1, MechanismPackWithdrawnV1 } from '@xiezhi/contracts';
import {
  type MechanismPackCommand,
  mechanismPackDecider,
  type MechanismPackEvent,
  type MechanismPackState,
} from './mechanism-pack.decider.ts';

type Published = Exclude<MechanismPackState, { status: 'unpublished' }>;

/** The stream of a version: who publishes it again means the same one. */
export const packIdOf = (packVersion: string): string => derivedId(packVersion, 'mechanism-pack');

/** A version of a mechanism pack. Public: no parties. Its first day is a claim: two versions of one pack never begin on one day. */
export const mechanismPacks: Aggregate<MechanismPackCommand, MechanismPackEvent, MechanismPackState> = {
  ...mechanismPackDecider,
  name: 'mechanism-pack',
  announce(id, event, pack) {
    const packVersion = versionOf(existing(pack));
    switch (event.type) {
      case 'MechanismPackPublished': {
        const { type: _, ...checked } = event;
        return [announcement(MechanismPackPublishedV1, { id, packVersion, ...checked })];
      }
      case 'MechanismPackWithdrawn':
        return [announcement(MechanismPackWithdrawnV1, { id, packVersion, lastDay: event.lastDay, reason: event.reason })];
    }
  },
  scopeOf: (pack) => ({ familyId: packIdOf(versionOf(existing(pack))), parties: [] }),
  claimsOf(event, pack) {
    const { name, validFrom } = existing(pack);
    const claims = [`mechanism-pack-day/${name}/${validFrom}`];
    if (event.type === 'MechanismPackPublished') return { take: claims };
    // Withdrawn before it ever held: its day is free for the version that corrects it.
    return event.lastDay < validFrom ? { release: claims } : {};
  },
  claimRefusal: 'PACK_DAY_TAKEN',
};

function existing(pack: MechanismPackState): Published {
  if (pack.status === 'unpublished') throw new Error('a pack that is not published has no version');
  return pack;
}

const versionOf = ({ name, version }: Published): string => `${name}@${version}`;
