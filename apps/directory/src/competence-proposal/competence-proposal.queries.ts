import { AgencyId } from '@xiezhi/contracts';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Page, page, pageFields, pageOf } from '../paging.ts';
import { CompetenceProposalRow } from './competence-proposal.entity.ts';

export const CompetenceProposalStatus = z.enum(['proposed', 'confirmed', 'declined']);
export type CompetenceProposalStatus = z.infer<typeof CompetenceProposalStatus>;

export const CompetenceProposalDetail = z
  .object({
    id: z.uuid(),
    status: CompetenceProposalStatus,
    disputeId: z.uuid(),
    decisionNumber: z.string(),
    competentUnits: z.array(AgencyId),
    categoryCode: z.string().nullable(),
    divisionCode: z.string().nullable(),
    validFrom: z.iso.date().nullable(),
    reason: z.string().nullable().describe('Why it was declined'),
  })
  .meta({ id: 'CompetenceProposal' });

export const CompetenceProposalPage = pageOf(CompetenceProposalDetail).meta({ id: 'CompetenceProposalPage' });
export const CompetenceProposalQuery = z.strictObject({ ...pageFields, status: CompetenceProposalStatus.optional() });

export async function listCompetenceProposals(
  dataSource: DataSource,
  { limit, after, status }: z.infer<typeof CompetenceProposalQuery>,
): Promise<Page<z.infer<typeof CompetenceProposalDetail>>> {
  const rows = dataSource
    .createQueryBuilder(CompetenceProposalRow, 'proposal')
    .orderBy('proposal.id')
    .take(limit + 1);
  if (status !== undefined) rows.andWhere('proposal.status = :status', { status });
  if (after !== undefined) rows.andWhere('proposal.id > :after', { after });
  return page(
    await rows.getMany(),
    limit,
    ({ id }) => id,
    (row) => row,
  );
}
