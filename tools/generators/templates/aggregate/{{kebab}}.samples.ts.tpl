import type { {{pascal}}Command, {{pascal}}Event } from './{{kebab}}.decider.ts';

// Sample facts and commands for specs and the generated table. Agencies have names, not numbers.
export const harbour = '01920000-0000-7000-8000-00000000aa01';
export const customs = '01920000-0000-7000-8000-00000000aa02';

const familyId = '01920000-0000-7000-8000-0000000000c1';

const opened: {{pascal}}Event = { type: '{{pascal}}Opened', owner: harbour, familyId };
const closed: {{pascal}}Event = { type: '{{pascal}}Closed', reason: '已办结' };
export const facts = { opened, closed };

export const commands = {
  open: { type: 'Open{{pascal}}', by: harbour, familyId },
  close: { type: 'Close{{pascal}}', by: harbour, reason: '已办结' },
} as const satisfies Record<string, {{pascal}}Command>;
