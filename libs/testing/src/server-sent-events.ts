export interface ServerSentEvent {
  /** Of this event or of the last that had one: what to send as Last-Event-ID to go on after it. */
  id: string;
  event: string;
  data: string;
}

/**
 * Reads an answer of `text/event-stream` as it comes. An event without data is remembered for its id and not given, as browsers do.
 * Ends with the stream; throws when it is cut or aborted.
 */
export async function* serverSentEvents(answer: Response): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let id = '';
  let text = '';
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]),
      );
      id = fields.get('id') ?? id;
      const data = fields.get('data');
      if (data !== undefined) yield { id, event: fields.get('event') ?? 'message', data };
    }
  }
}
