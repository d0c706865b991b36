import { aggregate } from './aggregate.ts';
import { event } from './event.ts';
import { projection } from './projection.ts';
import { service } from './service.ts';
import type { Tree } from './tree.ts';

export const kinds = ['service', 'aggregate', 'event', 'projection'] as const;
export type Kind = (typeof kinds)[number];

export interface Wish {
  kind: Kind;
  name: string;
  /** Folder under apps/. */
  in?: string | undefined;
  /** What officers call it. */
  chinese?: string | undefined;
  /** For an event: its sentence in the catalogue. */
  description?: string | undefined;
  /** For a projection: the export of libs/contracts it folds. */
  on?: string | undefined;
}

/** Writes what is wished for and answers what is left for a person to do. */
export function generate(tree: Tree, wish: Wish): string[] {
  const { kind, name, chinese, description, on } = wish;
  if (kind === 'service') return service(tree, { name, ...(chinese !== undefined && { chinese }) });
  const app = wish.in;
  if (app === undefined || tree.read(`apps/${app}/package.json`) === undefined) {
    throw new Error(app === undefined ? `say in which service: --in <folder under apps>` : `there is no apps/${app}`);
  }
  switch (kind) {
    case 'aggregate':
      return aggregate(tree, { name, app, ...(chinese !== undefined && { chinese }) });
    case 'event':
      return event(tree, { name, service: app, ...(description !== undefined && { description }) });
    case 'projection':
      return projection(tree, { name, app, ...(on !== undefined && { on }) });
  }
}
