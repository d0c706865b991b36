import type { PlannedCommand } from '@xiezhi/aggregate';
import type { AgencyId, ErrorCode, FamilyId, HistoryKind, MatterKind, WorldId, Material } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import type { Commands } from '@xiezhi/service';
import type { Flight, FlightCommand } from './flight.ts';

/** What is handed over, as its own stream says at the moment of asking. */
export interface HandedMatter {
  matterKind: MatterKind;
  matterId: string;
  familyId: FamilyId;
  owner: AgencyId;
  title: string;
  /** DOMAIN 6.1; absent where the kind of matter has none. */
  sourceCode?: string | undefined;
  world?: WorldId | undefined;
  /** What a route may ask to see of what went before. */
  history: Partial<Record<HistoryKind, string>>;
  flight: Flight;
  /** Members of the package that a sender may choose from, beside title and source, which always go along. */
  content: Record<string, unknown>;
  materials: Material[];
}

/** How a hand-off reaches the stream that says where its matter is. One per kind. */
export interface MatterStream {
  /** What a caller is told who may not see it. */
  notFound: ErrorCode;
  /** As the caller may see it, or undefined. */
  look(commands: Commands, id: string, act: Act): Promise<HandedMatter | undefined>;
  /** A command that keeps the matter in step with its hand-off. */
  flight(id: string, command: FlightCommand): PlannedCommand;
}
