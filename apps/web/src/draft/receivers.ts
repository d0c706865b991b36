import type { Agency, Route } from '../api/types.ts';

export interface Possibility {
  receiver: Agency;
  route: Route;
}

/**
 * To whom a matter may go from an agency, by the directory's routes: kinds of organs, how they lie to each other, and the clue's
 * source. The service decides; this only spares the officer what it would refuse.
 */
export function receiversBy(
  agencies: readonly Agency[],
  routes: readonly Route[],
  { from, matterKind, sourceCode }: { from: string; matterKind: string; sourceCode?: string },
): Possibility[] {
  const sender = agencies.find(({ id }) => id === from);
  if (sender === undefined) return [];
  return routes
    .filter((route) => route.matterKind === matterKind && route.fromKind === sender.kind && route.lastDay === null)
    .filter(({ sourceCodes }) => sourceCode === undefined || sourceCodes.length === 0 || sourceCodes.includes(sourceCode))
    .flatMap((route) =>
      agencies
        .filter((receiver) => receiver.id !== from && receiver.kind === route.toKind && lies(sender, receiver, route))
        .map((receiver) => ({ receiver, route })),
    );
}

function lies(sender: Agency, receiver: Agency, { relation }: Route): boolean {
  switch (relation) {
    case 'same-division':
      return sender.level === receiver.level && sender.division === receiver.division;
    case 'same-level':
      return sender.level === receiver.level && sender.division !== receiver.division;
    case 'any':
      return true;
  }
}
