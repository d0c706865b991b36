import type { HandOffCommand } from './hand-off.commands.ts';
import { handOffDecider } from './hand-off.decider.ts';
import { commands, customs, harbour, otherWords, police, reactions, states } from './hand-off.samples.ts';

const party = { sender: { by: harbour.id, account: 'harbour.other' }, receiver: { by: customs.id, account: 'customs.other' } };
const bystander = { by: police.id, account: 'police.intake' };

/** Each verb by the party entitled to it, with other words, by the other party, and by somebody who is no party at all. */
const rows = Object.entries(commands).flatMap(([verb, said]): [string, HandOffCommand][] => {
  const other = said.by === harbour.id ? party.receiver : party.sender;
  const otherSaid: HandOffCommand | undefined = otherWords[verb as keyof typeof otherWords];
  return [
    [verb, said],
    ...(otherSaid === undefined ? [] : [[`${verb}, other words`, otherSaid] satisfies [string, HandOffCommand]]),
    [`${verb} by the other party`, { ...said, ...other }],
    [`${verb} by a bystander`, { ...said, ...bystander }],
  ];
});

/** State × verb × party: `npm run gen` writes hand-off.table.md from here, hand-off.table.spec.ts says what must stand in it. */
export const table = {
  decider: handOffDecider,
  states,
  commands: { ...Object.fromEntries(rows), ...Object.fromEntries(Object.entries(reactions)) } as Record<string, HandOffCommand>,
};
