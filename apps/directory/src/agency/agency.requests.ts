import { AccountId, AgencyAbolition, AgencyRegistration, Desk, Post, PostId, Uuid } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';
import { complaintsAbout } from './registration.ts';

/**
 * A registration as it is entered: strict, and whole in itself. Without an id it is given a new one. The credit code's check
 * characters are the decider's to refuse, so that the answer names that mistake.
 */
export const NewAgency = z
  .strictObject({
    ...actedAtFields,
    ...AgencyRegistration.shape,
    id: Uuid.optional(),
    creditCode: z.string().length(18),
    desks: z.array(z.strictObject(Desk.shape)).max(40),
    posts: z.array(z.strictObject(Post.shape)).max(100),
  })
  .superRefine((agency, { addIssue }) => {
    for (const complaint of complaintsAbout(agency)) addIssue({ code: 'custom', ...complaint });
  })
  .meta({ id: 'NewAgency' });
export type NewAgency = z.infer<typeof NewAgency>;

export const NewGrant = z
  .strictObject({
    ...actedAtFields,
    grant: Uuid.optional().describe('Number of the grant; absent: a new one'),
    post: PostId,
    account: AccountId,
    from: z.iso.date(),
    to: z.iso.date().optional().describe('Last day, inclusive'),
  })
  .meta({ id: 'NewGrant' });
export type NewGrant = z.infer<typeof NewGrant>;

export const Revocation = z.strictObject({ ...actedAtFields, grant: Uuid, reason: z.string().min(1).max(500) }).meta({ id: 'Revocation' });
export type Revocation = z.infer<typeof Revocation>;

export const NewAbolition = z.strictObject({ ...actedAtFields, ...AgencyAbolition.shape }).meta({ id: 'NewAbolition' });
export type NewAbolition = z.infer<typeof NewAbolition>;
