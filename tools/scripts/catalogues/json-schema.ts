import { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * What a reader may rely on. `input`, because readers accept members they do not know: the schema must not say that
 * there are none.
 */
export function schemaOf(type: z.ZodType, target: 'draft-2020-12' | 'draft-7'): JsonSchema {
  const {
    $schema: _,
    '~standard': _standard,
    ...schema
  } = z.toJSONSchema(type, { io: 'input', target }) as JsonSchema & { '~standard'?: unknown };
  return schema;
}

/** One row per member of an object schema, nested ones as `actor.post`. */
export function membersOf(schema: JsonSchema, prefix = ''): { path: string; type: string; required: boolean; description: string }[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    if (typeof member === 'boolean') return [];
    const path = `${prefix}${name}`;
    const own = { path, type: typeOf(member), required: schema.required?.includes(name) === true, description: member.description ?? '' };
    const element = elementOf(member);
    return [own, ...membersOf(member, `${path}.`), ...(element === undefined ? [] : membersOf(element, `${path}[].`))];
  });
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return alternatives.map((one) => (typeof one === 'boolean' ? String(one) : shapeOf(one))).join(' or ');
  if (schema.type === 'array') return `list of ${elementOf(schema) === undefined ? 'anything' : typeOf(elementOf(schema) ?? {})}`;
  return `${String(schema.type ?? 'anything')}${schema.format === undefined ? '' : ` (${schema.format})`}`;
}

/** An alternative has no rows of its own: its members are named in place. */
function shapeOf(schema: JsonSchema): string {
  return schema.properties === undefined ? typeOf(schema) : `{ ${Object.keys(schema.properties).join(', ')} }`;
}

function elementOf(schema: JsonSchema): JsonSchema | undefined {
  const { type, items } = schema;
  return type === 'array' && typeof items === 'object' && !Array.isArray(items) ? items : undefined;
}
