import { z } from 'zod';
import { AccountId, AgencyId, Instant, PostId, WorldId } from './ids.ts';

/** Roles of posts (DOMAIN 8.3). The last three belong to the platform, are three different persons and have no case actions. */
export const roles = [
  'intake', // 受理岗
  'handler', // 承办人
  'section-head', // 科室负责人
  'approver', // 分管领导
  'liaison', // 联络员
  'inspector', // 只读督查
  'system-admin', // 系统管理员
  'security-admin', // 安全管理员
  'audit-admin', // 审计管理员
] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/**
 * Who acts, as `portal` states it in an internal token of at most five minutes. The issuer said who the account is, the directory
 * which post it holds; services trust this claim set and nothing else.
 */
export const Caller = z.object({
  account: AccountId,
  post: PostId,
  agency: AgencyId,
  agencyName: z.string().min(1).max(200),
  desk: z.string().max(120).optional(),
  roles: z.array(Role).min(1).max(roles.length),
  strength: z.enum(['password', 'two-factor']),
  onBehalfOf: PostId.optional(),
  world: z.object({ id: WorldId, legalNow: Instant }).optional().describe('Set on commands in a practice world'),
});
export type Caller = z.infer<typeof Caller>;

/** A service that acts on an event; it is nobody's delegate and belongs to no agency. */
export interface ServiceCaller {
  service: string;
}

export function isServiceCaller(caller: Caller | ServiceCaller): caller is ServiceCaller {
  return 'service' in caller;
}
