import type { CheckedPack, MechanismPackCommand, MechanismPackEvent } from './mechanism-pack.decider.ts';

export const harbourPack: CheckedPack = {
  name: 'harbour-master',
  version: '2026.1',
  title: '港长协作机制',
  validFrom: '2026-03-01',
  digest: 'a'.repeat(64),
  content: 'H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==',
};
export const published: MechanismPackEvent = { type: 'MechanismPackPublished', ...harbourPack };
export const publish: MechanismPackCommand = { type: 'PublishMechanismPack', ...harbourPack };
export const end = { lastDay: '2026-09-30', reason: '新版本施行' };
export const withdrawn: MechanismPackEvent = { type: 'MechanismPackWithdrawn', ...end };
export const withdraw: MechanismPackCommand = { type: 'WithdrawMechanismPack', ...end };
