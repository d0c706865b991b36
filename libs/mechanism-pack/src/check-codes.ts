import type { ClockRule, EventMatch } from '@xiezhi/statutory-time';
import type { Charts } from './charts.ts';
import type { FeedbackRules, On } from './feedback.ts';
import { listOfMember } from './known-to-contract.ts';
import type { Ladder } from './ladder.ts';
import type { Letters } from './letters.ts';
import { listsOf } from './lists-of.ts';
import type { CodeLists } from './codes.ts';
import type { Parties } from './parties.ts';
import type { PackedRoute } from './routes.ts';

/** What of a pack may name codes of its lists and kinds of its organs. */
export interface Naming {
  charts: Charts;
  rules: readonly ClockRule[];
  codes?: CodeLists | undefined;
  parties?: Parties | undefined;
  routes?: readonly PackedRoute[] | undefined;
  ladder?: Ladder | undefined;
  feedback?: FeedbackRules | undefined;
  letters?: Letters | undefined;
}

/**
 * Whether every code and every kind of organ that a rule names is one of the pack's. A rule that waits for a code nobody can choose would
 * never be met, and nobody would be told. What a pack does not list is not looked at: it may write out values in its charts.
 *
 * @returns complaints, each beginning with the place
 */
export function checkCodes(pack: Naming): string[] {
  return [...checkKinds(pack), ...checkRoutes(pack), ...checkClocks(pack), ...checkFeedback(pack)];
}

function checkKinds({ charts, parties, routes = [], ladder, letters = [] }: Naming): string[] {
  if (parties === undefined) return [];
  const known = new Set<string>(parties.map(({ kind }) => kind));
  const named = [
    ...Object.values(charts).flatMap(({ chart, opening, offices = [] }) => [
      { place: `charts/${chart}.yaml opening`, kinds: (opening?.own ?? []).flatMap(({ kinds }) => kinds) },
      { place: `charts/${chart}.yaml offices`, kinds: offices },
    ]),
    ...routes.map(({ slug, fromKind, alsoFrom = [], toKind, alsoTo = [] }) => ({
      place: `routes.yaml ${slug}`,
      kinds: [fromKind, ...alsoFrom, toKind, ...alsoTo],
    })),
    ...(ladder?.levels ?? []).map(({ code, issuerKinds }) => ({ place: `ladder.yaml levels ${code}`, kinds: issuerKinds })),
    ...letters.map(({ code, issuers, to }) => ({
      place: `letters.yaml ${code}`,
      kinds: [...issuers, ...to].flatMap((organ) => ('kinds' in organ ? organ.kinds : [])),
    })),
  ];
  return named.flatMap(({ place, kinds }) =>
    [...new Set(kinds)].filter((kind) => !known.has(kind)).map((kind) => `${place}: parties.yaml does not define ${kind}`),
  );
}

function checkRoutes({ codes, routes = [] }: Naming): string[] {
  return routes.flatMap(({ slug, sourceCodes, requiredMaterial }) =>
    [...undefinedIn(codes, 'clue-source', sourceCodes), ...undefinedIn(codes, 'material-kind', requiredMaterial)].map(
      (complaint) => `routes.yaml ${slug}: ${complaint}`,
    ),
  );
}

function undefinedIn(codes: CodeLists | undefined, list: string, named: readonly unknown[]): string[] {
  const known = listsOf({ codes })[list]?.map(({ code }) => code);
  if (known === undefined) return [];
  return named.filter((code) => !known.includes(String(code))).map((code) => `the list ${list} does not define ${String(code)}`);
}

function checkClocks({ rules, codes, charts }: Naming): string[] {
  return rules.flatMap((rule) => {
    const matches = [...rule.start, ...rule.stop, ...rule.cancel, ...rule.pause, ...rule.resume];
    const complaints = matches.flatMap(({ where }) => [...inMembers(where, codes), ...inFields(where, charts)]);
    return [...new Set(complaints)].map((complaint) => `clocks ${rule.id}: ${complaint}`);
  });
}

function checkFeedback({ feedback, codes }: Naming): string[] {
  return (feedback?.duties ?? []).flatMap(({ id, owed, met, cancelled, every }) => {
    const all: readonly On[] = [...owed, ...met, ...cancelled, ...(every?.until ?? [])];
    return [...new Set(all.flatMap(({ where }) => inMembers(where, codes)))].map((complaint) => `feedback.yaml duties ${id}: ${complaint}`);
  });
}

/** Members of an event that hold a code of a list. */
function inMembers(where: EventMatch['where'] | On['where'], codes: CodeLists | undefined): string[] {
  return Object.entries(where).flatMap(([member, asked]) => {
    const list = listOfMember[member];
    return list === undefined ? [] : undefinedIn(codes, list, namedIn(asked));
  });
}

/** `fields.x` of a step: what the charts concerned let officers choose there. */
function inFields(where: EventMatch['where'], charts: Charts): string[] {
  const named = namedIn(where['chart']);
  const among = Object.values(charts).filter(({ chart }) => named.length === 0 || named.includes(chart));
  return Object.entries(where).flatMap(([path, asked]) => {
    const [first, field = ''] = path.split('.');
    if (first !== 'fields') return [];
    const found = among.flatMap(({ fields }) => fields[field] ?? []).filter((one) => 'values' in one);
    if (found.length === 0) return [];
    const values = found.flatMap((one) => one.values);
    return namedIn(asked)
      .filter((value) => !values.includes(value))
      .map((value) => `the field ${field} does not offer ${value}`);
  });
}

/** The words a condition names, whether it asks for them or for others. */
function namedIn(condition: unknown): string[] {
  if (typeof condition === 'string') return [condition];
  if (Array.isArray(condition)) return condition.filter((one): one is string => typeof one === 'string');
  return typeof condition === 'object' && condition !== null && 'not' in condition ? namedIn(condition.not) : [];
}
