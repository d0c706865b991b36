import { command } from '@xiezhi/aggregate';
import type { MatterStream } from '../matter/matter-stream.ts';
import { clues } from './clue.announce.ts';

/** A clue as something that is handed over. */
export const clueMatter: MatterStream = {
  notFound: 'CLUE_NOT_FOUND',
  async look(commands, id, act) {
    const found = await commands.view(clues, id, act);
    if (found === undefined || found.state.status === 'unregistered') return undefined;
    const { flight, grownFrom, materials, world } = found.state;
    const { title, sourceCode, ...content } = found.state.content;
    const { familyId } = clues.scopeOf(found.state);
    const named = { matterKind: 'clue' as const, matterId: id, familyId, owner: flight.owner, title, sourceCode, world };
    return { ...named, history: grownFrom?.history ?? {}, flight, content: { ...content }, materials };
  },
  flight: (id, content) => command(clues, id, content),
};
