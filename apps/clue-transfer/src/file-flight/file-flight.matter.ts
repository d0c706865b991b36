import { command } from '@xiezhi/aggregate';
import type { MatterStream } from '../matter/matter-stream.ts';
import { fileFlights } from './file-flight.announce.ts';

/** A case file as something that is handed over. What travels is what its keeper received; the hand-off that was asked for names it. */
export const fileMatter: MatterStream = {
  // A file's hand-off is never drafted here, so whoever looks for the file to draft one is sent to the file.
  notFound: 'HAND_OFF_ASKED_BY_FILE',
  async look(commands, id, act) {
    const found = await commands.view(fileFlights, id, act);
    if (found === undefined || found.state.status === 'unopened') return undefined;
    const { familyId, title, sourceCode, world, flight } = found.state;
    const named = { matterKind: 'case-file' as const, matterId: id, familyId, owner: flight.owner, title, sourceCode, world };
    return { ...named, history: {}, flight, content: {}, materials: [] };
  },
  flight: (id, content) => command(fileFlights, id, content),
};
