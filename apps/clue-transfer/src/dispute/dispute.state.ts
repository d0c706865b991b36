import type { AgencyId, FamilyId, MatterKind, WorldId } from '@xiezhi/contracts';
import type { StageState, TakenStep } from '@xiezhi/stage-chart';

/** Who is competent, and about what. Nothing moves while a dispute is open; the first receiver keeps the duty of urgent measures. */
export interface Raising {
  disputeId: string;
  matterKind: MatterKind;
  matterId: string;
  familyId: FamilyId;
  handOffId?: string | undefined;
  /** `third-bounce`: raised by the matter's third bounce, by nobody’s wish, and so withdrawn by nobody. */
  cause: 'raised' | 'third-bounce';
  raisedBy?: AgencyId | undefined;
  firstReceiver?: AgencyId | undefined;
  disputants: AgencyId[];
  /** River chief office, or whoever the last route names: coordinates first. */
  office: AgencyId;
  title: string;
  reason: string;
  /** What a precedent would be about: category × division → unit. */
  categoryCode?: string | undefined;
  divisionCode?: string | undefined;
  world?: WorldId | undefined;
}

export type DisputeEvent =
  | ({ type: 'DisputeRaised'; packVersion: string; stage: string } & Raising)
  | { type: 'DisputeStepTaken'; step: TakenStep };

/**
 * A dispute about competence (DOMAIN 3.12): the office coordinates, then the justice bureau, then the government decides. Its road is
 * the chart `dispute` of the mechanism pack.
 */
export type Dispute = { status: 'unraised' } | RaisedDispute;
export interface RaisedDispute extends Raising {
  status: 'raised';
  packVersion: string;
  stage: StageState;
  /** Named when the dispute is passed on to them. */
  justice?: AgencyId | undefined;
  government?: AgencyId | undefined;
}
