import { AccountId, AgencyId, Uuid } from '@xiezhi/contracts';
import { z } from 'zod';

/** Name of a field of a chart's forms, and of what a condition asks of it. */
export const FieldName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);
const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const Day = z.iso.date();

/** One line, such as a name or a number of a document. */
const lineMax = 200;
/** Free text of a form; forms say 不得填写姓名. */
const textMax = 4000;
const entriesMax = 50;
const agenciesMax = 20;

const textWithin = (max: number) => z.string().trim().min(1).max(max);

/** Members of one row of a `records` field, such as before and after of a pair of photographs. */
export const MemberKind = z.enum(['line', 'text', 'day', 'digest', 'number']);
export type MemberKind = z.infer<typeof MemberKind>;

const Name = z.string().min(1).max(80).describe('Chinese, as the form prints it');
/** Narrows the bound of the kind: characters of a line or text, entries of a list. */
const Max = z.int().min(1).max(textMax).optional();
const Common = { name: Name, hint: z.string().min(1).max(200).optional() };
/**
 * A field whose value the step's announcement carries, because clocks, other files and other services decide by it: a day of service,
 * an organ addressed, a result code. Only kinds that hold no free text have it (DESIGN 6).
 */
const Announced = { announced: z.boolean().default(false) };

const CodeValues = z.array(z.string().min(1).max(60)).min(1).max(80);
/** What a list of codes is read by, such as K3 of the closing reasons; a value that is Chinese itself needs none. */
const CodeNames = z.record(z.string().max(60), z.string().min(1).max(120)).optional();

const fieldKinds = [
  z.strictObject({
    ...Common,
    ...Announced,
    kind: z.enum(['day', 'planned-day', 'flag', 'number', 'agency', 'uuid', 'account']),
  }),
  z.strictObject({ ...Common, kind: z.enum(['line', 'text', 'lines', 'agencies']), max: Max }),
  z.strictObject({ ...Common, kind: z.literal('checklist'), checklist: z.string().max(60).describe('Name of a checklist of this chart') }),
  z.strictObject({
    ...Common,
    kind: z.literal('records'),
    members: z.record(z.string().max(40), MemberKind),
    names: CodeNames.describe('Chinese names of the members'),
    optional: z.array(z.string().max(40)).max(20).optional(),
  }),
] as const;

/**
 * A field of a chart's forms. `day` is a day on which something happened and so never lies ahead; `planned-day` is a limit or an
 * appointment and so never lies behind. What a step records under a field is known to all later conditions by its name.
 */
export const FieldDefinition = z.discriminatedUnion('kind', [
  ...fieldKinds,
  z.strictObject({ ...Common, ...Announced, kind: z.literal('code'), values: CodeValues, names: CodeNames }),
  z.strictObject({ ...Common, kind: z.literal('codes'), values: CodeValues, names: CodeNames }),
]);
export type FieldDefinition = z.infer<typeof FieldDefinition>;

const Choice = z.array(z.string().min(1).max(60)).min(1).max(80).optional();
const Listed = {
  values: CodeValues.optional(),
  names: CodeNames,
  list: z
    .string()
    .regex(/^[a-z][a-z-]{0,39}$/)
    .optional()
    .describe('List of codes.yaml that this field is filled from, or `parties`: the kinds of organs of parties.yaml. Instead of values'),
  only: Choice.describe('Of the list these codes alone, in this order'),
  except: Choice.describe('Of the list all but these codes'),
  recorded: z.literal('name').optional().describe('The name is recorded, as a document says it, not the code'),
};

interface Listing {
  values?: unknown;
  names?: unknown;
  list?: string | undefined;
  only?: unknown;
  except?: unknown;
  recorded?: unknown;
}

const isEither = ({ values, names, list, only, except, recorded }: Listing): boolean =>
  list === undefined
    ? values !== undefined && only === undefined && except === undefined && recorded === undefined
    : values === undefined && names === undefined && (only === undefined || except === undefined);
const either = { error: 'either values or a list, and of a list either only or except' };

/** A field as the file of a chart writes it: what may be chosen stands here, or in a list of the pack that several charts name. */
export const WrittenField = z.discriminatedUnion('kind', [
  ...fieldKinds,
  z.strictObject({ ...Common, ...Announced, kind: z.literal('code'), ...Listed }).refine(isEither, either),
  z.strictObject({ ...Common, kind: z.literal('codes'), ...Listed }).refine(isEither, either),
]);
export type WrittenField = z.infer<typeof WrittenField>;

const Row = z.record(z.string().max(40), z.union([z.string().max(textMax), z.number(), z.boolean()]));

/** What a field may hold, whatever its definition: bounded JSON, at most two levels deep. */
export const FieldValue = z.union([
  z.string().max(textMax),
  z.number(),
  z.boolean(),
  z.array(z.union([z.string().max(lineMax), Row])).max(entriesMax),
  Row,
]);
export type FieldValue = z.infer<typeof FieldValue>;
export type Fields = Readonly<Record<string, FieldValue>>;

const members: Readonly<Record<MemberKind, z.ZodType<string | number>>> = {
  line: textWithin(lineMax),
  text: textWithin(textMax),
  day: Day,
  digest: Digest,
  number: z.number().min(0).max(1e12),
};

/** Whether a value is what its field asks for; the form's own check, used for what comes in and for nothing else. */
export function isValueOf(field: FieldDefinition, value: FieldValue, checklists: Readonly<Record<string, readonly { id: string }[]>>) {
  return schemaOf(field, checklists).safeParse(value).success;
}

function schemaOf(field: FieldDefinition, checklists: Readonly<Record<string, readonly { id: string }[]>>): z.ZodType {
  switch (field.kind) {
    case 'line':
      return textWithin(Math.min(field.max ?? lineMax, lineMax));
    case 'text':
      return textWithin(field.max ?? textMax);
    case 'day':
    case 'number':
      return members[field.kind];
    case 'planned-day':
      return Day;
    case 'flag':
      return z.boolean();
    case 'agency':
      return AgencyId;
    case 'uuid':
      return Uuid;
    case 'account':
      return AccountId;
    case 'agencies':
      return z
        .array(AgencyId)
        .min(1)
        .max(Math.min(field.max ?? agenciesMax, agenciesMax));
    case 'lines':
      return z
        .array(members.line)
        .min(1)
        .max(Math.min(field.max ?? entriesMax, entriesMax));
    case 'code':
      return z.enum(field.values);
    case 'codes':
      return z.array(z.enum(field.values)).min(1).max(entriesMax);
    case 'checklist': {
      const items = (checklists[field.checklist] ?? []).map(({ id }) => [id, z.boolean()] as const);
      return z.strictObject(Object.fromEntries(items)).partial();
    }
    case 'records': {
      const optional = field.optional ?? [];
      const shape = Object.entries(field.members).map(([name, kind]): [string, z.ZodType] => [
        name,
        optional.includes(name) ? members[kind].optional() : members[kind],
      ]);
      return z
        .array(z.strictObject(Object.fromEntries(shape)))
        .min(1)
        .max(entriesMax);
    }
  }
}
