import type { EventDefinition, IntegrationEvent } from '@xiezhi/contracts';
import type { ItemKind, ItemOf } from '@xiezhi/statistics';
import { dateOf } from '@xiezhi/statutory-time';

/** Kinds that are kept as they are told; leads and families are put together from these when they are read. */
export type HeldKind = Exclude<ItemKind, 'lead' | 'family'> | 'clue';

/** What a clue says of its place, for the breakdown of what is sent. */
export interface ClueFacts {
  domainCode: string;
  divisionCode: string;
  waterBodyId?: string;
}

/** Of an item what its own stream tells; what it is called and what it is joined with are added when it is read. */
type OwnFacts<Kind extends HeldKind> = Kind extends ItemKind
  ? Omit<
      ItemOf<Kind>,
      | 'kind'
      | 'id'
      | 'familyId'
      | 'class'
      | 'deadlines'
      | 'senderKind'
      | 'receiverKind'
      | 'domainCode'
      | (Kind extends 'clock' ? never : 'pauses')
    >
  : ClueFacts;
export type FactsOf<Kind extends HeldKind> = OwnFacts<Kind>;

/** An item as it is kept. Whether it is at rest is said of the family's sake: a family is closed when the last of its matters is. */
export interface HeldItem<Kind extends HeldKind = HeldKind> {
  kind: Kind;
  class: string;
  facts: FactsOf<Kind>;
  restedAt?: string | undefined;
  matterId?: string;
  /** Of a deadline: the stream it is about. */
  about?: string;
  title?: string;
}

/** What one event makes of an item. Streams arrive in order, so the item is what its stream has told so far; undefined while it is not counted. */
export type Fold<Kind extends HeldKind> = (item: HeldItem<Kind> | undefined, event: IntegrationEvent) => HeldItem<Kind> | undefined;

/** The inbox has validated the data by the definition of its type. */
export function is<Data>(definition: EventDefinition<Data>, event: IntegrationEvent): event is IntegrationEvent<Data> {
  return event.type === definition.type;
}

/** Legal moment and legal day of an act. */
export const actOf = ({ meta }: IntegrationEvent): { at: string; on: string } => ({ at: meta.actedAt, on: dateOf(meta.actedAt) });

/** The members that have a value. */
export function given<Members extends Record<string, unknown>>(members: Members): { [Name in keyof Members]?: NonNullable<Members[Name]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Members]?: NonNullable<Members[Name]>;
  };
}
