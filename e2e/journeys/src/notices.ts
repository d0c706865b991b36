import type { Stack } from '@xiezhi/testing/stack';
import { createParser } from 'eventsource-parser';

export interface Notice {
  familyId: string;
  type: string;
  title: string;
}

/** Listens to server-sent notices of one post until it is told to stop. */
export async function listen(stack: Stack, post: string): Promise<{ notices: Notice[]; stop(): void }> {
  const notices: Notice[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'notice') notices.push(JSON.parse(data) as Notice);
    },
  });
  const leaving = new AbortController();
  const answer = await fetch(`${stack.address.portal}/api/notices`, {
    headers: { authorization: `Bearer ${await stack.tokenOf(post)}`, accept: 'text/event-stream' },
    signal: leaving.signal,
  });
  if (!answer.ok || answer.body === null) throw new Error(`${post} hears no notices: ${answer.status}`);
  void read(answer.body, (text) => parser.feed(text)).catch(() => undefined); // ends with the stop below, or with the portal
  return { notices, stop: () => leaving.abort() };
}

async function read(body: ReadableStream<Uint8Array>, feed: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of body) feed(decoder.decode(chunk, { stream: true }));
}
