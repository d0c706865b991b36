import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { {{pascal}}ClosedV1, {{pascal}}OpenedV1 } from '@xiezhi/contracts';
import { type {{pascal}}, type {{pascal}}Command, {{camel}}Decider, type {{pascal}}Event } from './{{kebab}}.decider.ts';

/** What of {{article}} becomes public. The reason stays here: others need to know that it is closed, not why. */
export const {{plural}}: Aggregate<{{pascal}}Command, {{pascal}}Event, {{pascal}}> = {
  ...{{camel}}Decider,
  name: '{{kebab}}',
  announce: (id, event) => {
    switch (event.type) {
      case '{{pascal}}Opened':
        return [announcement({{pascal}}OpenedV1, { {{camel}}Id: id })];
      case '{{pascal}}Closed':
        return [announcement({{pascal}}ClosedV1, { {{camel}}Id: id })];
    }
  },
  scopeOf: (state) => {
    if (state.status === 'unopened') throw new Error('{{article}} that was never opened is nobody’s');
    const { familyId, owner, world } = state;
    return { familyId, parties: [owner], world };
  },
};
