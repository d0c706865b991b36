import { z } from 'zod';

export const Uuid = z.uuid().describe('UUID in lower case, RFC 9562');
export const AgencyId = Uuid.describe('Agency, as registered in the directory');
export const FamilyId = Uuid.describe('Set of facts a matter stems from; fixed at birth and the partition key of all its events');
export const WorldId = Uuid.describe('Practice world 演练; absent on real matters');

/** Accounts and posts are named by office, never by person. */
export const PostId = z
  .string()
  .regex(/^[a-z0-9-]{1,80}\.[a-z0-9-]{1,40}$/)
  .describe('Post, `<agency slug>.<role>`');
export const AccountId = z
  .string()
  .regex(/^[a-z0-9-.]{1,120}$/)
  .describe('Account at the issuer');

export const Instant = z.iso.datetime({ offset: true }).describe('Moment, RFC 3339 with offset');

export type AgencyId = z.infer<typeof AgencyId>;
export type FamilyId = z.infer<typeof FamilyId>;
export type WorldId = z.infer<typeof WorldId>;
export type PostId = z.infer<typeof PostId>;
export type AccountId = z.infer<typeof AccountId>;
