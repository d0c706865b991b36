import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ask, runningStack, systemAdmin, told, tokenOf } from './portal.ts';

const worldSchema = z.object({ name: z.string(), legalNow: z.string() });

export async function showClock(home: string | undefined, world: string, to: string | undefined): Promise<void> {
  if (!z.uuid().safeParse(world).success)
    throw told(`${world} is not a practice world`, 'its id is a uuid', 'the demo prints the one it opens');
  const running = runningStack(home);
  const headers = { authorization: `Bearer ${await tokenOf(running, systemAdmin)}`, 'content-type': 'application/json' };
  const url = `${running.stack.portal}/api/directory/practice-worlds/${world}`;
  if (to !== undefined) {
    const moved = { method: 'POST', headers: { ...headers, 'idempotency-key': randomUUID() }, body: JSON.stringify({ to }) };
    await ask(`${url}/advance`, { what: 'the clock was not moved', ...moved });
  }
  const { name, legalNow } = worldSchema.parse(await ask(url, { what: 'the clock cannot be read', headers }));
  console.log(`${legalNow}\t${inShanghai(legalNow)}\t${name}`);
}

const inShanghai = (moment: string): string =>
  new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'full', timeStyle: 'short' }).format(new Date(moment));
