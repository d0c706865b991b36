import { setTimeout as pause } from 'node:timers/promises';
import { PortalClient } from '@xiezhi/testing/portal-client';
import type { Stage } from './stage.ts';

export interface PortalStageOptions {
  portal: string;
  password: string;
  /** How long a step waits for what must come by events. Default 120 000: a process may be starting anew in between. */
  patienceMs?: number;
}

/** The story on a real stack: every post signs in with its own account and keeps its session for the whole story. */
export function portalStage({ portal, password, patienceMs = 120_000 }: PortalStageOptions): Stage {
  const officers = new Map<string, Promise<PortalClient>>();
  return {
    officerOf(post) {
      const known = officers.get(post);
      if (known !== undefined) return known;
      const officer = signIn(post);
      officers.set(post, officer);
      officer.catch(() => officers.delete(post));
      return officer;
    },
    async until(what, check, withinMs = patienceMs) {
      const deadline = performance.now() + withinMs;
      for (let tries = 0; ; tries++) {
        const answer = await check();
        if (answer !== undefined) return answer;
        if (performance.now() > deadline) throw new Error(`等待超时：${what}`);
        await pause(Math.min(50 + tries * 25, 500));
      }
    },
  };

  async function signIn(post: string): Promise<PortalClient> {
    const client = new PortalClient({ portal, account: post, password, patienceMs });
    await client.actIn(post);
    return client;
  }
}
