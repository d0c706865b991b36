import * as contracts from '@xiezhi/contracts';
import { type EventDefinition, EventMeta, publishers, topicOf } from '@xiezhi/contracts';
import { z } from 'zod';
import { asyncApi } from './async-api.ts';
import { type Catalogue, generated, json, table } from './catalogue.ts';
import { membersOf, schemaOf } from './json-schema.ts';

/** docs/events.md, docs/asyncapi.json and docs/schemas/<type>.json, all from what libs/contracts defines. */
export const events: Catalogue = {
  name: 'events',
  owns: ['docs/events.md', 'docs/asyncapi.json', 'docs/schemas/*.json'],
  write: async () => {
    const definitions = definitionsIn(contracts);
    const files = new Map([
      ['docs/events.md', eventsPage(definitions)],
      ['docs/asyncapi.json', json(await asyncApi(definitions))],
    ]);
    for (const definition of definitions) files.set(`docs/schemas/${definition.type}.json`, json(schemaOfEvent(definition)));
    return files;
  },
};

/** Every event definition among a module's exports, by service and then in the order of the module's text. */
export function definitionsIn(module: object): EventDefinition[] {
  const found = Object.values(module).filter(isDefinition);
  const twice = found.find((one) => found.some((other) => other !== one && other.type === one.type));
  if (twice !== undefined) throw new Error(`two events are called ${twice.type}`);
  return found.toSorted((a, b) => publishers.indexOf(a.service) - publishers.indexOf(b.service) || (a.type < b.type ? -1 : 1));
}

function isDefinition(value: unknown): value is EventDefinition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    'source' in value &&
    'data' in value &&
    value.data instanceof z.ZodType
  );
}

function schemaOfEvent({ type, description, data }: EventDefinition) {
  const body = z.object({ meta: EventMeta, data });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:xiezhi:event:${type}`,
    title: type,
    description,
    ...schemaOf(body, 'draft-2020-12'),
  };
}

function eventsPage(definitions: EventDefinition[]): string {
  const sections = publishers.map((service) => {
    const own = definitions.filter((definition) => definition.service === service);
    return `## ${service}\n\nTopic \`${topicOf(service)}\`, source \`/xiezhi/${service}\`.\n\n${own.map(sectionOf).join('\n\n')}`;
  });
  const meta = membersOf(schemaOf(EventMeta, 'draft-2020-12'));
  return `# Events

${generated} Source: \`libs/contracts/src/events/\`. The same as AsyncAPI 3: \`asyncapi.json\`; as JSON Schema: \`schemas/\`.

CloudEvents 1.0, binary mode; the record's key is the family (in \`directory\`: the aggregate's id). Readers accept members they do not know.
The value is \`{"meta": …, "data": …}\`; \`data\` is listed per event, \`meta\` is the same for all:

${membersTable(meta)}

${sections.join('\n\n')}
`;
}

function sectionOf({ type, description, data }: EventDefinition): string {
  return `### \`${type}\`\n\n${description}\n\n${membersTable(membersOf(schemaOf(data, 'draft-2020-12')))}`;
}

function membersTable(members: ReturnType<typeof membersOf>): string {
  return table(
    ['member', 'type', 'always there', 'meaning'],
    members.map(({ path, type, required, description }) => [`\`${path}\``, type, required ? 'yes' : 'no', description]),
  );
}
