import type { Agency, Route } from '../api/types.ts';

export interface Possibility {
  receiver: Agency;
  route: Route;
}

/** How a receiver and the way to it are held as one value of a field. */
export const valueOf = (receiver: string, route: string): string => `${route} ${receiver}`;
export function wayOf(value: string): { receiver: string; route: string } {
  const [route = '', receiver = ''] = value.split(' ');
  return { receiver, route };
}

export const optionsOf = (possibilities: readonly Possibility[]) =>
  possibilities.map(({ receiver, route }) => ({
    value: valueOf(receiver.id, route.slug),
    label: `${receiver.name}（${route.name}）`,
  }));

/**
 * To whom a matter may go from an agency, by the directory's routes: kinds of organs, how they lie to each other, and the clue's
 * source. The service decides; this only spares the officer what it would refuse.
 */
export function receiversBy(
  agencies: readonly Agency[],
  routes: readonly Route[],
  { from, matterKind, sourceCode }: { from: string; matterKind: string; sourceCode?: string | undefined },
): Possibility[] {
  const sender = agencies.find(({ id }) => id === from);
  if (sender === undefined) return [];
  return routes
    .filter(
      (route) =>
        route.matterKind === matterKind && [route.fromKind, ...(route.alsoFrom ?? [])].includes(sender.kind) && route.lastDay === null,
    )
    .filter(({ sourceCodes }) => sourceCode === undefined || sourceCodes.length === 0 || sourceCodes.includes(sourceCode))
    .flatMap((route) =>
      agencies
        .filter((receiver) => receiver.id !== from && leadsTo(route, receiver.kind) && lies(sender, receiver, route))
        .map((receiver) => ({ receiver, route })),
    );
}

const leadsTo = ({ toKind, alsoTo = [] }: Route, kind: string): boolean => toKind === kind || alsoTo.includes(kind);

function lies(sender: Agency, receiver: Agency, { relation }: Route): boolean {
  switch (relation) {
    case 'same-division':
      return sender.level === receiver.level && sender.division === receiver.division;
    case 'within-division':
      return receiver.division.startsWith(stemOf(sender.division));
    case 'same-level':
      return sender.level === receiver.level && sender.division !== receiver.division;
    case 'any':
      return true;
  }
}

/** What the codes of all divisions inside this one begin with (GB/T 2260): a province's end in 0000, a city's in 00. */
const stemOf = (division: string): string => (division.length === 6 ? division.replace(/(00){1,2}$/, '') : division);

/** The route names the law it stands on; the officer may say it in other words. */
export const basisOf = ({ legalBasis }: Route): string =>
  legalBasis
    .filter(({ evidence }) => evidence !== 'D')
    .map(({ text, article }) => `《${text}》${article}`)
    .join('；')
    .slice(0, 500);
