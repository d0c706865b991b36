import { type PracticeWorldCommand, practiceWorldDecider, type PracticeWorldEvent } from './practice-world.decider.ts';

const opening = { id: '01920000-0000-7000-8000-0000000000e1', name: 'practice', legalNow: '2026-10-12T09:00:00+08:00' };
const opened: PracticeWorldEvent = { type: 'PracticeWorldOpened', ...opening };
const moved: PracticeWorldEvent = { type: 'PracticeClockMoved', from: opening.legalNow, to: '2026-10-13T09:00:00+08:00' };

const states: Record<string, PracticeWorldEvent[]> = { unopened: [], open: [opened], 'clock moved': [opened, moved] };
const commands: Record<string, PracticeWorldCommand> = {
  OpenPracticeWorld: { type: 'OpenPracticeWorld', ...opening, environment: 'test' },
  'OpenPracticeWorld, other name': { type: 'OpenPracticeWorld', ...opening, name: 'another', environment: 'test' },
  'OpenPracticeWorld in production': { type: 'OpenPracticeWorld', ...opening, environment: 'production' },
  'AdvanceClock to 13 October': { type: 'AdvanceClock', to: '2026-10-13T09:00:00+08:00', environment: 'test' },
  'AdvanceClock to 11 October': { type: 'AdvanceClock', to: '2026-10-11T09:00:00+08:00', environment: 'test' },
  'AdvanceClock in production': { type: 'AdvanceClock', to: '2026-10-14T09:00:00+08:00', environment: 'production' },
};

/** State × command, printed to practice-world.table.md by `npm run gen`. */
export const table = { decider: practiceWorldDecider, states, commands };
