import { z } from 'zod';
import { LocalDate } from './local-date.ts';

const Instant = z.iso.datetime({ offset: true });

/** Half-open [from, to); without `to` it lasts. Exclusions (CR-12, CR-14) and suspensions (CR-13) count alike: COUNTING 4. */
export const Pause = z.object({ from: Instant, to: Instant.optional(), reason: z.string().min(1).max(200) });
export type Pause = z.infer<typeof Pause>;

export const Extension = z.object({ length: z.int().min(1).max(1000), reason: z.string().min(1).max(2000) });
export type Extension = z.infer<typeof Extension>;

/** Everything that happened to one period. Together with its rule and the calendar it is all that the due moment follows from. */
export interface Ledger {
  /** Start of the period; for day rows only its legal day counts (CR-1). */
  triggeredAt: string;
  /** k of a repeating row (COUNTING 8). */
  occurrence?: number | undefined;
  /** Last day as a document set it; then the length is not used. */
  lastDay?: LocalDate | undefined;
  /** The act must precede this date by the row's length; pauses and extensions do not count (COUNTING 9). */
  before?: LocalDate | undefined;
  pauses: readonly Pause[];
  /** In the row's own unit; they lengthen the period before the roll (COUNTING 6). */
  extensions: readonly Extension[];
}
