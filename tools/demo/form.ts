import { z } from 'zod';
import type { Made } from './made.ts';

/** One field of a form: how a story writes it, and what the service is sent for it. */
export interface Field {
  /** Name in the service’s body. */
  to: string;
  schema: z.ZodType;
  isOptional?: boolean;
  read?: (value: never, made: Made) => unknown;
  /** Slugs of agencies that stand in it. */
  agenciesIn?: (value: never) => string[];
}

export interface Form {
  schema: z.ZodType<Record<string, unknown>>;
  /** What is sent. @throws when the story speaks of an agency or a thing that is not there */
  body(content: Record<string, unknown>, made: Made): Record<string, unknown>;
  agenciesIn(content: Record<string, unknown>): string[];
}

/** A form in the story’s words; what it does not name is refused when the file is read. */
export function form(fields: Record<string, Field>): Form {
  const filled = (content: Record<string, unknown>): [Field, never][] =>
    Object.entries(fields).flatMap(([word, field]): [Field, never][] =>
      content[word] === undefined ? [] : [[field, content[word] as never]],
    );
  return {
    schema: z.strictObject(
      Object.fromEntries(
        Object.entries(fields).map(([word, { schema, isOptional }]) => [word, isOptional === true ? schema.optional() : schema]),
      ),
    ),
    body: (content, made) =>
      Object.fromEntries(filled(content).map(([{ to, read }, value]) => [to, read === undefined ? value : read(value, made)])),
    agenciesIn: (content) => filled(content).flatMap(([{ agenciesIn }, value]) => agenciesIn?.(value) ?? []),
  };
}

/** The same form, sent as one member of the body. */
export const under = (member: string, part: Form): Form => ({ ...part, body: (content, made) => ({ [member]: part.body(content, made) }) });

/** Beijing time as a lawyer writes it: 2026-10-12 09:00. */
export const momentPattern = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;
export const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
export const beijing = (text: string): string => `${text.replace(' ', 'T')}:00+08:00`;

export const text = (to: string): Field => ({ to, schema: z.string().min(1) });
export const texts = (to: string): Field => ({ to, schema: z.array(z.string().min(1)).min(1) });
export const number = (to: string): Field => ({ to, schema: z.number() });
export const day = (to: string): Field => ({ to, schema: z.string().regex(dayPattern, '日期写作 2026-10-12') });
export const days = (to: string): Field => ({ to, schema: z.array(z.string().regex(dayPattern, '日期写作 2026-10-12')).min(1) });
export const moment = (to: string): Field => ({ to, schema: z.string().regex(momentPattern, '时间写作 2026-10-12 09:00'), read: beijing });
export const yes = (to: string): Field => ({ to, schema: z.enum(['是', '否']), read: (word: string) => word === '是' });
export const optional = (field: Field): Field => ({ ...field, isOptional: true });

/** One of the words of the law for one of our codes. */
export function oneOf<Word extends string>(to: string, codes: Record<Word, unknown>): Field {
  return { to, schema: z.enum(Object.keys(codes) as [Word, ...Word[]]), read: (word: Word) => codes[word] };
}

export const agency = (to: string): Field => ({
  to,
  schema: z.string(),
  read: (slug: string, made) => made.agency(slug),
  agenciesIn: (slug: string) => [slug],
});
export const agencies = (to: string): Field => ({
  to,
  schema: z.array(z.string()).min(1),
  read: (slugs: string[], made) => slugs.map((slug) => made.agency(slug)),
  agenciesIn: (slugs: string[]) => slugs,
});
/** Name of something made earlier, sent as its id. */
export const thing = (to: string): Field => ({ to, schema: z.string(), read: (name: string, made) => made.thing(name).id });
export const things = (to: string): Field => ({
  to,
  schema: z.array(z.string()).min(1),
  read: (names: string[], made) => names.map((name) => made.thing(name).id),
});

export const group = (to: string, part: Form): Field => ({ to, schema: part.schema, read: (value, made) => part.body(value, made) });
export const list = (to: string, part: Form): Field => ({
  to,
  schema: z.array(part.schema).max(200),
  read: (values: Record<string, unknown>[], made) => values.map((value) => part.body(value, made)),
});

export const nothing = form({});
export const materials = (to: string): Field =>
  list(to, form({ 名称: text('name'), 种类: text('kind'), 格式: text('mediaType'), 字节: number('bytes'), 摘要: text('sha256') }));
