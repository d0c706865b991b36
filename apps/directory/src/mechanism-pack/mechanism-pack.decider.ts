import type { PackEdition } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';

/** A pack whose content was checked: what it is called, its digest, and its files as they travel. */
export interface CheckedPack extends PackEdition {
  digest: string;
  content: string;
}

export type MechanismPackCommand =
  | ({ type: 'PublishMechanismPack' } & CheckedPack)
  | { type: 'WithdrawMechanismPack'; lastDay: string; reason: string };

export type MechanismPackEvent =
  | ({ type: 'MechanismPackPublished' } & CheckedPack)
  | { type: 'MechanismPackWithdrawn'; lastDay: string; reason: string };

/** What a version is known by; its content stays in its first fact. */
type Edition = PackEdition & { digest: string };

/**
 * `unpublished`: nobody has spoken of this version. `published`: matters are born under it from its first day on, until a later one
 * holds; its content never changes. `withdrawn`: none after the last day; what runs keeps it.
 */
export type MechanismPackState =
  | { status: 'unpublished' }
  | ({ status: 'published' } & Edition)
  | ({ status: 'withdrawn'; lastDay: string; reason: string } & Edition);

export const mechanismPackDecider: Decider<MechanismPackCommand, MechanismPackEvent, MechanismPackState> = {
  initialState: { status: 'unpublished' },
  decide,
  evolve,
};

function decide(command: MechanismPackCommand, pack: MechanismPackState): MechanismPackEvent[] {
  switch (command.type) {
    case 'PublishMechanismPack': {
      const { type: _, ...checked } = command;
      if (pack.status === 'unpublished') return [{ type: 'MechanismPackPublished', ...checked }];
      if (pack.digest === command.digest) return []; // also once withdrawn: it stays what it was, and stays withdrawn
      throw new Refusal('PACK_VERSION_TAKEN', { version: command.version, digest: pack.digest });
    }
    case 'WithdrawMechanismPack': {
      if (pack.status === 'unpublished') throw new Refusal('PACK_UNKNOWN');
      const { lastDay, reason } = command;
      if (pack.status === 'published') return [{ type: 'MechanismPackWithdrawn', lastDay, reason }];
      if (pack.lastDay === lastDay && pack.reason === reason) return [];
      throw new Refusal('PACK_ALREADY_WITHDRAWN', { lastDay: pack.lastDay });
    }
  }
}

function evolve(pack: MechanismPackState, event: MechanismPackEvent): MechanismPackState {
  if (event.type === 'MechanismPackPublished') {
    const { type: _, content: _content, ...edition } = event;
    return { status: 'published', ...edition };
  }
  if (pack.status === 'unpublished') throw new Error(`${event.type} stored before any MechanismPackPublished`);
  return { ...pack, status: 'withdrawn', lastDay: event.lastDay, reason: event.reason };
}
