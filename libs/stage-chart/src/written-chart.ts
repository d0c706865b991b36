import { z } from 'zod';
import { StageChart } from './chart.ts';
import { type FieldDefinition, FieldName, WrittenField } from './field.ts';

/** The file of a chart: like the chart itself, but that its fields may name lists of the pack. */
export const WrittenChart = z.strictObject({
  ...StageChart.shape,
  fields: z.record(FieldName, WrittenField),
});
export type WrittenChart = z.infer<typeof WrittenChart>;

export interface ListedCode {
  code: string;
  /** Chinese, as officers read it. */
  name: string;
}

/** What may be chosen, by the name of the list. */
export type ListedCodes = Readonly<Record<string, readonly ListedCode[]>>;

type ListField = Extract<WrittenField, { kind: 'code' | 'codes' }> & { list: string };

/**
 * The chart with every list written out, as it is checked and interpreted: whoever takes steps knows values and names, not where they stand.
 *
 * @returns complaints, each beginning with the place, where a list or a code of one is not there
 */
export function listsWrittenOut(chart: WrittenChart, lists: ListedCodes): { chart: StageChart } | { complaints: string[] } {
  const complaints = Object.entries(chart.fields).flatMap(([name, field]) =>
    isListField(field) ? lackingOf(field, lists).map((lacking) => `fields ${name}: ${lacking}`) : [],
  );
  if (complaints.length > 0) return { complaints };
  const fields = Object.entries(chart.fields).map(([name, field]) => [name, writtenOut(field, lists)] as const);
  return { chart: { ...chart, fields: Object.fromEntries(fields) } };
}

const isListField = (field: WrittenField): field is ListField => 'list' in field && field.list !== undefined;

function lackingOf({ list, only = [], except = [] }: ListField, lists: ListedCodes): string[] {
  const codes = lists[list]?.map(({ code }) => code);
  if (codes === undefined) return [`the pack has no list ${list}`];
  const unknown = [...only, ...except].filter((code) => !codes.includes(code));
  if (unknown.length > 0) return unknown.map((code) => `the list ${list} does not define ${code}`);
  return codes.every((code) => except.includes(code)) ? [`nothing is left of the list ${list}`] : [];
}

function writtenOut(field: WrittenField, lists: ListedCodes): FieldDefinition {
  if (field.kind !== 'code' && field.kind !== 'codes') return field;
  const { values = [], names, list, only, except, recorded, ...rest } = field;
  if (list === undefined) return { ...rest, values, ...(names !== undefined && { names }) };
  const all = lists[list] ?? [];
  const chosen = only?.flatMap((code) => all.find((one) => one.code === code) ?? []) ?? all.filter(({ code }) => !except?.includes(code));
  if (recorded === 'name') return { ...rest, values: chosen.map(({ name }) => name) };
  // A value that is Chinese itself needs no name.
  const named = chosen.filter(({ code, name }) => code !== name).map(({ code, name }) => [code, name]);
  return { ...rest, values: chosen.map(({ code }) => code), ...(named.length > 0 && { names: Object.fromEntries(named) }) };
}
