import { agenciesOfPack } from '../stack/accounts.ts';
import { runningStack, told, tokenOf } from './portal.ts';

export async function printToken(home: string | undefined, post: string | undefined, world: string | undefined): Promise<void> {
  if (post === undefined) throw told('whose token?', 'no post was named', 'give --as <post>; `xiezhi token --list` prints them');
  const known = agenciesOfPack().flatMap(({ posts }) => posts.map(({ id }) => id));
  if (!known.includes(post))
    throw told(
      `there is no post ${post}`,
      'it is not in the directory pack',
      `${nearest(post, known)}\`xiezhi token --list\` prints all ${known.length}`,
    );
  console.log(await tokenOf(runningStack(home), post, world));
}

/** Tab-separated, so that it can be cut and searched: post, role, name of the post, agency. */
export function listPosts(): void {
  for (const { name, posts } of agenciesOfPack()) for (const post of posts) console.log([post.id, post.role, post.name, name].join('\t'));
}

/** Posts of the same agency, or of agencies whose name begins alike: most mistakes are in the last part. */
export function nearest(wanted: string, known: string[]): string {
  const [agency = ''] = wanted.split('.');
  const same = known.filter((id) => id.startsWith(`${agency}.`));
  const alike = same.length > 0 ? same : known.filter((id) => agency !== '' && id.startsWith(agency.slice(0, 6)));
  return alike.length === 0 ? '' : `did you mean ${alike.slice(0, 6).join(', ')}? `;
}
