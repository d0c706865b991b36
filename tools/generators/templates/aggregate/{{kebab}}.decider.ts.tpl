import type { AgencyId, FamilyId, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';

/** {{Article}}: open → closed. It belongs to the agency that opened it; to any other it does not exist. */
export type {{pascal}} = { status: 'unopened' } | (Opening & { status: 'open' }) | (Opening & { status: 'closed'; reason: string });

export interface Opening {
  owner: AgencyId;
  familyId: FamilyId;
  world?: WorldId;
}

export type {{pascal}}Command =
  | { type: 'Open{{pascal}}'; by: AgencyId; familyId: FamilyId; world?: WorldId }
  | { type: 'Close{{pascal}}'; by: AgencyId; reason: string };

export type {{pascal}}Event = (Opening & { type: '{{pascal}}Opened' }) | { type: '{{pascal}}Closed'; reason: string };

function decide(command: {{pascal}}Command, {{camel}}: {{pascal}}): {{pascal}}Event[] {
  switch (command.type) {
    case 'Open{{pascal}}':
      return open(command, {{camel}});
    case 'Close{{pascal}}':
      return close(command, {{camel}});
  }
}

type CommandOf<Type extends {{pascal}}Command['type']> = Extract<{{pascal}}Command, { type: Type }>;

function open({ by, familyId, world }: CommandOf<'Open{{pascal}}'>, {{camel}}: {{pascal}}): {{pascal}}Event[] {
  if ({{camel}}.status === 'unopened') return [{ type: '{{pascal}}Opened', owner: by, familyId, ...(world !== undefined && { world }) }];
  if ({{camel}}.owner !== by || {{camel}}.familyId !== familyId) throw new Refusal('{{shout}}_NOT_FOUND');
  return []; // said before: it is open
}

function close({ by, reason }: CommandOf<'Close{{pascal}}'>, {{camel}}: {{pascal}}): {{pascal}}Event[] {
  if ({{camel}}.status === 'unopened' || {{camel}}.owner !== by) throw new Refusal('{{shout}}_NOT_FOUND');
  if ({{camel}}.status === 'open') return [{ type: '{{pascal}}Closed', reason }];
  if ({{camel}}.reason === reason) return []; // said before: the first reason stands
  throw new Refusal('{{shout}}_ALREADY_CLOSED');
}

function evolve({{camel}}: {{pascal}}, event: {{pascal}}Event): {{pascal}} {
  if (event.type === '{{pascal}}Opened') {
    const { type: _, ...opening } = event;
    return { status: 'open', ...opening };
  }
  if ({{camel}}.status === 'unopened') throw new Error(`${event.type} stored before any {{pascal}}Opened`);
  return { ...{{camel}}, status: 'closed', reason: event.reason };
}

export const {{camel}}Decider: Decider<{{pascal}}Command, {{pascal}}Event, {{pascal}}> = { initialState: { status: 'unopened' }, decide, evolve };
