import { AgencyId, CategoryCode, DivisionCode, FamilyId, MatterKind, Uuid } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { FieldValue, FormField } from '@xiezhi/stage-chart';
import { z } from 'zod';
import { StepView } from '../problem/problem.requests.ts';

export const RaiseDisputeBody = z
  .strictObject({
    ...actedAtFields,
    matterKind: MatterKind,
    matterId: Uuid,
    handOffId: Uuid.optional().describe(
      'Hand-off in question, of which the caller is a party; needed unless the matter is a problem it sees',
    ),
    parties: z.array(AgencyId).min(1).max(10).describe('争议各方; the caller counts among them without being named'),
    coordinator: AgencyId.describe('Organ that coordinates first, as a rule the common river chief office'),
    reason: z.string().trim().min(2).max(2000).describe('不得填写姓名'),
    categoryCode: CategoryCode.optional().describe('For the precedent; absent: that of the problem'),
    divisionCode: DivisionCode.optional().describe('For the precedent; absent: that of the problem'),
  })
  .meta({ id: 'RaiseDispute' });
export type RaiseDisputeBody = z.infer<typeof RaiseDisputeBody>;

export const DisputeView = z
  .object({
    id: Uuid,
    version: z.int(),
    familyId: FamilyId,
    matterKind: MatterKind,
    matterId: Uuid,
    handOffId: Uuid.optional(),
    cause: z.enum(['raised', 'third-bounce']),
    raisedBy: AgencyId.optional(),
    firstReceiver: AgencyId.optional().describe('Keeps the duty of urgent measures until somebody is bound'),
    disputants: z.array(AgencyId),
    office: AgencyId,
    justice: AgencyId.optional(),
    government: AgencyId.optional(),
    coordinator: AgencyId.describe('Whose turn it is'),
    title: z.string(),
    reason: z.string(),
    stage: z.string(),
    stageName: z.string(),
    known: z.record(z.string(), FieldValue),
    form: z.array(FormField).describe('How to read what was recorded'),
    categoryCode: z.string().optional(),
    divisionCode: z.string().optional(),
    packVersion: z.string(),
    taken: z.array(StepView),
    world: z.uuid().optional(),
  })
  .meta({ id: 'Dispute' });
