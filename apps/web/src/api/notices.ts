import { useEffect } from 'react';
import { refresh } from './queries.ts';
import { currentWorld } from './world.ts';

/** Several notices of one step, and those of a whole demonstration, are one refresh. */
const gatheredMs = 400;

/** Listens while the window is open. The browser comes again by itself after a break; `missed` means: look at the list. */
export function useNotices(account: string, post: string | undefined): void {
  useEffect(() => {
    if (post === undefined || typeof EventSource === 'undefined') return undefined;
    const world = currentWorld();
    const source = new EventSource(`/api/notices${world === undefined ? '' : `?world=${world}`}`);
    let timer: number | undefined;
    const told = () => {
      timer ??= window.setTimeout(() => {
        timer = undefined;
        void refresh();
      }, gatheredMs);
    };
    // What happened between reading the list and listening is told to nobody: once listening, the list is read again.
    source.addEventListener('open', told);
    source.addEventListener('notice', told);
    source.addEventListener('missed', told);
    return () => {
      window.clearTimeout(timer);
      source.close();
    };
  }, [account, post]);
}
