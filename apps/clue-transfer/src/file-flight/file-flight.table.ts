import { fileFlightDecider } from './file-flight.decider.ts';
import { commands, states } from './file-flight.samples.ts';

/** State × command: `npm run gen` writes file-flight.table.md from here. */
export const table = { decider: fileFlightDecider, states, commands };
