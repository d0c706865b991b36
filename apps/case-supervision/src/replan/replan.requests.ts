import { AccountId, Instant, MatterKind, PackVersion, Uuid } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';

const Reason = z.string().trim().min(2).max(500).describe('Why; kept with the act and read by auditors. 不得填写姓名');

export const ProposeReplanBody = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...actedAtFields, kind: z.literal('calendar'), reason: Reason }),
    z.strictObject({
      ...actedAtFields,
      kind: z.literal('pack-version'),
      packVersion: PackVersion.describe('Running clocks of older versions of this pack are counted by its rows and calendar'),
      reason: Reason,
    }),
  ])
  .meta({ id: 'ProposeReplan' });

export const ConfirmReplanBody = z.strictObject({ ...actedAtFields }).meta({ id: 'ConfirmReplan' });
export const WithdrawReplanBody = z.strictObject({ ...actedAtFields, reason: Reason }).meta({ id: 'WithdrawReplan' });

export const ReplanLinesQuery = z
  .object({
    after: Uuid.optional().describe('`next` of the page before'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    show: z.enum(['changes', 'stays']).default('changes'),
  })
  .meta({ id: 'ReplanLinesQuery' });

const Due = z.union([
  z.object({ state: z.literal('paused') }),
  z.object({ state: z.literal('due'), dueOn: z.iso.date(), dueAt: Instant, isProvisional: z.boolean() }),
]);

const summary = {
  id: Uuid,
  kind: z.enum(['calendar', 'pack-version']),
  target: z.string().describe('Digest of the calendars, or the version of the pack'),
  status: z.enum(['computing', 'awaiting-confirmation', 'applying', 'applied', 'withdrawn']),
  reason: z.string(),
  proposedBy: AccountId,
  proposedAt: Instant,
  confirmedBy: AccountId.nullable(),
  progress: z
    .object({
      total: z.int().nullable().describe('Running clocks when the list was begun'),
      looked: z.int().describe('So many were looked at'),
      changes: z.int().describe('Would change'),
      stays: z.int().describe('Are meant and stay: their row or version is not there'),
      done: z.int().describe('So many of the changes were carried out'),
      moved: z.int().describe('So many clocks have another plan since; the others had changed or ended meanwhile'),
    })
    .describe('How far the work has come'),
};

export const ReplanList = z
  .object({
    isOutstanding: z.boolean().describe('Running clocks were counted with other calendars than the loaded ones: a re-plan is due'),
    items: z.array(z.object(summary)).describe('The newest first, at most fifty'),
  })
  .meta({ id: 'ReplanList' });

export const ReplanView = z
  .object({
    ...summary,
    lines: z.array(
      z.object({
        clockId: Uuid,
        matterKind: MatterKind,
        matterId: Uuid,
        ruleId: z.string(),
        ruleName: z.string(),
        dueBefore: Due,
        dueAfter: Due.nullable(),
        reason: z.string(),
        outcome: z.enum(['moved', 'same', 'gone']).nullable().describe('Once carried out'),
      }),
    ),
    next: Uuid.nullable(),
  })
  .meta({ id: 'Replan' });
