import { {{camel}}Decider } from './{{kebab}}.decider.ts';
import { commands, facts } from './{{kebab}}.samples.ts';

const { opened, closed } = facts;

/** State × command, each by the party entitled to it: `npm run gen tables` writes {{kebab}}.table.md from here. */
export const table = {
  decider: {{camel}}Decider,
  states: { unopened: [], open: [opened], closed: [opened, closed] },
  commands: { Open{{pascal}}: commands.open, Close{{pascal}}: commands.close },
};
