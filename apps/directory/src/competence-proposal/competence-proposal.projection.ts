import { CompetenceConfirmedV1, CompetenceDeclinedV1, CompetenceProposedV1 } from '@xiezhi/contracts';
import { type Handler, when } from '@xiezhi/messaging';
import { statement } from '@xiezhi/postgres';
import { schema } from '../settings.ts';

const insertProposal = statement(
  `${schema}.insert_competence_proposal`,
  `insert into ${schema}.competence_proposal (id, status, dispute_id, decision_number, competent_units, category_code, division_code)
   values ($1, 'proposed', $2, $3, $4, $5, $6)`,
);
const confirmProposal = statement(
  `${schema}.confirm_competence_proposal`,
  `update ${schema}.competence_proposal set status = 'confirmed', category_code = $2, division_code = $3, valid_from = $4::date where id = $1`,
);
const declineProposal = statement(
  `${schema}.decline_competence_proposal`,
  `update ${schema}.competence_proposal set status = 'declined', reason = $2 where id = $1`,
);

export const competenceProposalProjection: Handler[] = [
  when(CompetenceProposedV1, async (tx, { data: { id, disputeId, decisionNumber, competentUnits, categoryCode, divisionCode } }) => {
    await insertProposal(tx, id, disputeId, decisionNumber, competentUnits, categoryCode ?? null, divisionCode ?? null);
  }),
  when(CompetenceConfirmedV1, async (tx, { data: { id, categoryCode, divisionCode, from } }) => {
    await confirmProposal(tx, id, categoryCode, divisionCode, from);
  }),
  when(CompetenceDeclinedV1, async (tx, { data: { id, reason } }) => {
    await declineProposal(tx, id, reason);
  }),
];
