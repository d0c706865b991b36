/**
 * Whether events of one catalogue can be read by builds of another, both ways: topics keep everything, so a new consumer reads what
 * was announced under the old schemas, and in a rolling upgrade an old consumer reads what a new producer announces.
 *
 * `breaking` fails the build: make a new version of the event and serve both. `tolerated` is told: a reader of the released catalogue
 * may not know what it meets, parks that stream and takes it once it is upgraded.
 */
export interface Change {
  severity: 'breaking' | 'tolerated';
  /** Event and path of the member: `clue-transfer.clue-registered.v1 data.sourceCode`. */
  where: string;
  what: string;
}

type Schema = { [keyword: string]: unknown };

/** @param schemas by event type */
export function compareCatalogues(released: ReadonlyMap<string, Schema>, current: ReadonlyMap<string, Schema>): Change[] {
  return [...released].flatMap(([type, schema]): Change[] => {
    const now = current.get(type);
    if (now === undefined) return [{ severity: 'breaking', where: type, what: 'removed event' }];
    return new Comparison(schema, now, type).changes();
  });
}

class Comparison {
  readonly #released: Schema;
  readonly #current: Schema;
  readonly #type: string;

  constructor(released: Schema, current: Schema, type: string) {
    this.#released = released;
    this.#current = current;
    this.#type = type;
  }

  changes(): Change[] {
    return this.#compare(this.#released, this.#current, '');
  }

  #compare(before: Schema, after: Schema, path: string): Change[] {
    const [old, now] = [resolve(before, this.#released), resolve(after, this.#current)];
    if (Array.isArray(old['anyOf']) || Array.isArray(now['anyOf'])) return this.#alternatives(old, now, path);
    const [was, is] = [typeOf(old), typeOf(now)];
    if (was !== is) return [this.#breaking(path, `changed type: ${was} became ${is}`)];
    return [
      ...this.#values(old, now, path),
      ...this.#limits(old, now, path),
      ...this.#members(old, now, path),
      ...this.#under('items', old, now, `${path}[]`),
      ...this.#under('additionalProperties', old, now, `${path}.*`),
    ];
  }

  /** Each alternative that was must still be there in a form that breaks nothing. */
  #alternatives(old: Schema, now: Schema, path: string): Change[] {
    const after = alternativesOf(now);
    const kept = alternativesOf(old).map(
      (option) => after.map((candidate) => this.#compare(option, candidate, path)).toSorted((a, b) => breaks(a) - breaks(b))[0],
    );
    const gone = kept.filter((best) => best === undefined || breaks(best) > 0);
    const added = after.length - alternativesOf(old).length;
    return [
      ...gone.map((best) => best?.find(({ severity }) => severity === 'breaking') ?? this.#breaking(path, 'removed alternative')),
      ...(added > 0 ? [this.#tolerated(path, `${added} new alternatives`)] : []),
    ];
  }

  #values(old: Schema, now: Schema, path: string): Change[] {
    const [was, is] = [valuesOf(old), valuesOf(now)];
    if (was === undefined && is === undefined) return [];
    if (was === undefined) return [this.#breaking(path, 'narrowed to a list of values')];
    if (is === undefined) return [this.#tolerated(path, 'widened: any value instead of a list')];
    const gone = was.filter((value) => !is.includes(value));
    const added = is.filter((value) => !was.includes(value));
    return [
      ...(gone.length > 0 ? [this.#breaking(path, `narrowed enum: ${gone.join(', ')} gone`)] : []),
      ...(added.length > 0 ? [this.#tolerated(path, `widened enum: ${added.join(', ')} new`)] : []),
    ];
  }

  #limits(old: Schema, now: Schema, path: string): Change[] {
    const moved = (keyword: string, isTighter: (was: number, is: number) => boolean): Change[] => {
      const [was, is] = [old[keyword], now[keyword]] as (number | undefined)[];
      if (was === is) return [];
      const tighter = is !== undefined && (was === undefined || isTighter(was, is));
      const what = `${tighter ? 'tightened' : 'loosened'} ${keyword}: ${was ?? 'none'} became ${is ?? 'none'}`;
      return [tighter ? this.#breaking(path, what) : this.#tolerated(path, what)];
    };
    const higher = (was: number, is: number) => is > was;
    const lower = (was: number, is: number) => is < was;
    const changedText = ['pattern', 'format'].flatMap((keyword) => {
      if (old[keyword] === now[keyword]) return [];
      return now[keyword] === undefined ? [this.#tolerated(path, `dropped ${keyword}`)] : [this.#breaking(path, `changed ${keyword}`)];
    });
    return [
      ...['minLength', 'minItems', 'minimum', 'exclusiveMinimum'].flatMap((keyword) => moved(keyword, higher)),
      ...['maxLength', 'maxItems', 'maximum', 'exclusiveMaximum'].flatMap((keyword) => moved(keyword, lower)),
      ...changedText,
    ];
  }

  #members(old: Schema, now: Schema, path: string): Change[] {
    const [was, is] = [membersOf(old), membersOf(now)];
    const at = (name: string) => (path === '' ? name : `${path}.${name}`);
    const kept = [...was.keys()].filter((name) => is.has(name));
    return [
      ...[...was.keys()]
        .filter((name) => !is.has(name))
        .map((name) =>
          isRequired(old, name)
            ? this.#breaking(at(name), 'removed required member')
            : this.#tolerated(at(name), 'removed optional member'),
        ),
      ...[...is.keys()]
        .filter((name) => !was.has(name) && isRequired(now, name))
        .map((name) => this.#breaking(at(name), 'new required member')),
      ...kept.flatMap((name) => [
        ...(isRequired(now, name) && !isRequired(old, name) ? [this.#breaking(at(name), 'optional member became required')] : []),
        ...(isRequired(old, name) && !isRequired(now, name) ? [this.#breaking(at(name), 'required member became optional')] : []),
        ...this.#compare(was.get(name) ?? {}, is.get(name) ?? {}, at(name)),
      ]),
      ...(now['additionalProperties'] === false && old['additionalProperties'] !== false
        ? [this.#breaking(path, 'closed: unknown members are refused')]
        : []),
    ];
  }

  #under(keyword: string, old: Schema, now: Schema, path: string): Change[] {
    const [was, is] = [old[keyword], now[keyword]];
    return isSchema(was) && isSchema(is) ? this.#compare(was, is, path) : [];
  }

  #breaking(path: string, what: string): Change {
    return { severity: 'breaking', where: `${this.#type} ${path}`.trimEnd(), what };
  }

  #tolerated(path: string, what: string): Change {
    return { severity: 'tolerated', where: `${this.#type} ${path}`.trimEnd(), what };
  }
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const breaks = (changes: Change[]): number => changes.filter(({ severity }) => severity === 'breaking').length;

function resolve(schema: Schema, root: Schema): Schema {
  const ref = schema['$ref'];
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return schema;
  let at: unknown = root;
  for (const name of ref.slice(2).split('/')) at = isSchema(at) ? at[name.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  return isSchema(at) ? resolve(at, root) : {};
}

function typeOf({ type, enum: values, const: only, properties }: Schema): string {
  if (Array.isArray(type)) return type.map(String).toSorted().join('|');
  if (typeof type === 'string') return type;
  if (only !== undefined) return typeof only;
  if (Array.isArray(values)) return [...new Set(values.map((value) => typeof value))].toSorted().join('|');
  return properties === undefined ? 'any' : 'object';
}

function valuesOf({ enum: values, const: only }: Schema): string[] | undefined {
  if (only !== undefined) return [JSON.stringify(only)];
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)) : undefined;
}

const alternativesOf = (schema: Schema): Schema[] => (Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isSchema) : [schema]);

function membersOf({ properties }: Schema): Map<string, Schema> {
  return new Map(isSchema(properties) ? Object.entries(properties).filter((entry): entry is [string, Schema] => isSchema(entry[1])) : []);
}

const isRequired = ({ required }: Schema, name: string): boolean => Array.isArray(required) && required.includes(name);
