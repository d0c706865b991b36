import { AgencyRegistration, Desk, Post, type Role } from '@xiezhi/contracts';
import { z } from 'zod';

const platformRoles: readonly Role[] = ['system-admin', 'security-admin', 'audit-admin'];

/**
 * A registration as it may be entered, over HTTP or in a pack: strict, and whole in itself. The credit code's check characters are
 * the decider's to refuse, so that the answer names that mistake.
 */
export const NewAgency = z
  .strictObject({
    ...AgencyRegistration.shape,
    creditCode: z.string().length(18),
    desks: z.array(z.strictObject(Desk.shape)).max(40),
    posts: z.array(z.strictObject(Post.shape)).max(100),
  })
  .superRefine((agency, { addIssue }) => {
    for (const complaint of complaintsAbout(agency)) addIssue({ code: 'custom', ...complaint });
  });

interface Complaint {
  path: (string | number)[];
  message: string;
}

/** Posts and desks are named after their agency; each once; a post's desk exists; administrators' posts belong to the platform. */
export function complaintsAbout(agency: AgencyRegistration): Complaint[] {
  const deskIds = agency.desks.map(({ id }) => id);
  const postIds = agency.posts.map(({ id }) => id);
  return [
    ...deskIds.flatMap((id, place) => [
      ...(id.startsWith(`${agency.slug}/`) ? [] : [{ path: ['desks', place, 'id'], message: '编号须以单位标识和 / 开头' }]),
      ...(deskIds.indexOf(id) === place ? [] : [{ path: ['desks', place, 'id'], message: '编号重复' }]),
    ]),
    ...agency.posts.flatMap(({ id, desk, role }, place) => [
      ...(id.startsWith(`${agency.slug}.`) ? [] : [{ path: ['posts', place, 'id'], message: '编号须以单位标识和 . 开头' }]),
      ...(postIds.indexOf(id) === place ? [] : [{ path: ['posts', place, 'id'], message: '编号重复' }]),
      ...(desk === undefined || deskIds.includes(desk) ? [] : [{ path: ['posts', place, 'desk'], message: '没有这个内设机构' }]),
      ...(platformRoles.includes(role) === (agency.kind === 'PLATFORM')
        ? []
        : [{ path: ['posts', place, 'role'], message: '管理员岗位只属于平台，平台只设管理员岗位' }]),
    ]),
  ];
}
