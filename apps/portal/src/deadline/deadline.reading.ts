import type { AgencyId, MatterKind } from '@xiezhi/contracts';

/** What one event of a clock says about a deadline. Started and changed say all of it; stopped says that it is over. */
export interface DeadlineReading {
  clockId: string;
  ruleId: string;
  ruleName: string;
  subject: string;
  matterKind: MatterKind;
  matterId: string;
  holder: AgencyId;
  title: string;
  state: 'running' | 'paused' | 'stopped';
  /** Last change of a running one, or how a stopped one ended. */
  change?: string;
  dueAt?: string | undefined;
  lateAfter?: string | undefined;
  attentionAt?: string | undefined;
  warningAt?: string | undefined;
  /** What the period is counted in. */
  unit?: string | undefined;
  isProvisional: boolean;
  nature?: string;
  turnsRed: boolean;
}
