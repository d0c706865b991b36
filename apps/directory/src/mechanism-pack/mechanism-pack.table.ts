import { type MechanismPackCommand, mechanismPackDecider, type MechanismPackEvent } from './mechanism-pack.decider.ts';
import { publish, published, withdraw, withdrawn } from './mechanism-pack.samples.ts';

const states: Record<string, MechanismPackEvent[]> = { unpublished: [], published: [published], withdrawn: [published, withdrawn] };
const commands: Record<string, MechanismPackCommand> = {
  PublishMechanismPack: publish,
  'PublishMechanismPack, other content': { ...publish, digest: 'b'.repeat(64) } as MechanismPackCommand,
  WithdrawMechanismPack: withdraw,
  'WithdrawMechanismPack, other day': { ...withdraw, lastDay: '2026-10-31' } as MechanismPackCommand,
};

/** State × command, printed to mechanism-pack.table.md by `npm run gen`. */
export const table = { decider: mechanismPackDecider, states, commands };
