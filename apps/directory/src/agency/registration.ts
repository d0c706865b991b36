import type { AgencyRegistration, Role } from '@xiezhi/contracts';

const platformRoles: readonly Role[] = ['system-admin', 'security-admin', 'audit-admin'];

export interface Complaint {
  path: (string | number)[];
  message: string;
}

/**
 * What the shape of a registration cannot say: posts and desks are named after their agency, each once; a post's desk exists;
 * administrators' posts belong to the platform, which has no others.
 */
export function complaintsAbout(agency: Omit<AgencyRegistration, 'id'>): Complaint[] {
  return [...complaintsAboutDesks(agency), ...complaintsAboutPosts(agency)];
}

function complaintsAboutDesks({ slug, desks }: Pick<AgencyRegistration, 'slug' | 'desks'>): Complaint[] {
  return desks.flatMap(({ id }, place) => {
    const path = ['desks', place, 'id'];
    return [
      ...(id.startsWith(`${slug}/`) ? [] : [{ path, message: '编号须以单位标识和 / 开头' }]),
      ...(desks.findIndex((desk) => desk.id === id) === place ? [] : [{ path, message: '编号重复' }]),
    ];
  });
}

function complaintsAboutPosts({ slug, kind, desks, posts }: Omit<AgencyRegistration, 'id'>): Complaint[] {
  return posts.flatMap(({ id, desk, role }, place) => {
    const at = (member: string) => ['posts', place, member];
    return [
      ...(id.startsWith(`${slug}.`) ? [] : [{ path: at('id'), message: '编号须以单位标识和 . 开头' }]),
      ...(posts.findIndex((post) => post.id === id) === place ? [] : [{ path: at('id'), message: '编号重复' }]),
      ...(desk === undefined || desks.some((known) => known.id === desk) ? [] : [{ path: at('desk'), message: '没有这个内设机构' }]),
      ...(platformRoles.includes(role) === (kind === 'PLATFORM')
        ? []
        : [{ path: at('role'), message: '管理员岗位只属于平台，平台只设管理员岗位' }]),
    ];
  });
}
