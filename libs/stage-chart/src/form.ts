import { z } from 'zod';
import type { StageChart, Transition } from './chart.ts';
import { type FieldDefinition, MemberKind } from './field.ts';

const fieldKinds = [
  'line',
  'text',
  'lines',
  'day',
  'planned-day',
  'flag',
  'number',
  'agency',
  'agencies',
  'uuid',
  'account',
  'code',
  'codes',
  'checklist',
  'records',
] as const satisfies readonly FieldDefinition['kind'][];

/** One field of a form with all that a screen needs to ask for it, or to show what was said: no screen knows a chart. */
export const FormField = z
  .object({
    field: z.string().describe('Name under which the step records it'),
    name: z.string().describe('Chinese, as the form prints it'),
    kind: z.enum(fieldKinds),
    isRequired: z.boolean(),
    hint: z.string().optional(),
    max: z.int().optional().describe('Characters of a line or text, entries of a list'),
    options: z
      .array(z.object({ value: z.string(), name: z.string() }))
      .optional()
      .describe('Of code and codes what may be chosen, of a checklist its items'),
    members: z
      .array(z.object({ member: z.string(), name: z.string(), kind: MemberKind, isOptional: z.boolean() }))
      .optional()
      .describe('Of records: the columns of a row'),
  })
  .meta({ id: 'FormField' });
export type FormField = z.infer<typeof FormField>;

/** What a step asks for, then what may be said besides. */
export function formOf(chart: StageChart, { requires, allows }: Transition): FormField[] {
  return [...fieldsOf(chart, requires, true), ...fieldsOf(chart, allows, false)];
}

/** How to read what was recorded; what this version of the chart does not define is left out. */
export const recordedForm = (chart: StageChart, values: object): FormField[] => fieldsOf(chart, Object.keys(values), false);

function fieldsOf(chart: StageChart, fields: readonly string[], isRequired: boolean): FormField[] {
  return fields.flatMap((field) => {
    const definition = chart.fields[field];
    if (definition === undefined) return [];
    const { name, hint, kind } = definition;
    const max = 'max' in definition ? definition.max : undefined;
    const common = { field, name, kind, isRequired, ...(hint !== undefined && { hint }), ...(max !== undefined && { max }) };
    return [{ ...common, ...choicesOf(chart, definition) }];
  });
}

function choicesOf({ checklists }: StageChart, definition: FieldDefinition): Pick<FormField, 'options' | 'members'> {
  if ('values' in definition) return { options: definition.values.map((value) => ({ value, name: definition.names?.[value] ?? value })) };
  if ('checklist' in definition) return { options: (checklists[definition.checklist] ?? []).map(({ id, name }) => ({ value: id, name })) };
  if (!('members' in definition)) return {};
  const { members, optional = [], names = {} } = definition;
  const columns = Object.entries(members).map(([member, kind]) => {
    const name = names[member] ?? member;
    return { member, name, kind, isOptional: optional.includes(member) };
  });
  return { members: columns };
}
