import { isAct, type Step, type Story } from './story.ts';

/** Posts of the story, in order of appearance. */
export function postsOf(story: Story): string[] {
  const named = story.步骤.flatMap((step) => [...(isAct(step) ? [step.岗位] : []), ...step.随之产生.flatMap(({ 见于 }) => 见于 ?? [])]);
  return [...new Set(named)];
}

/** One post per agency: of who acts, of who is expected to owe, and of the rest. */
export function inOrder(step: Step, posts: readonly string[]): string[] {
  const acting = isAct(step) ? [step.岗位.split('.')[0]!] : [];
  const first = [...acting, ...step.期限.flatMap(({ 义务单位 }) => 义务单位 ?? [])];
  const place = (post: string): number => {
    const at = first.indexOf(post.split('.')[0]!);
    return at === -1 ? first.length : at;
  };
  return onePerAgency(posts).toSorted((one, other) => place(one) - place(other));
}

export const onePerAgency = (posts: readonly string[]): string[] => [...new Map(posts.map((post) => [post.split('.')[0], post])).values()];
