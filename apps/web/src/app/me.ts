import { createContext, use } from 'react';
import type { Me, MyPost } from '../api/types.ts';

export const MeContext = createContext<Me | undefined>(undefined);

/** Who works here, in the chosen post. Pages are shown only when there is one. */
export function useMe(): Me & { post: MyPost } {
  const me = use(MeContext);
  if (me?.post === undefined) throw new Error('a page is shown outside the shell');
  return { ...me, post: me.post };
}
