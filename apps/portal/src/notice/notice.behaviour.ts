import { eventually, serverSentEvents } from '@xiezhi/testing';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { registered } from '../directory/directory.fixture.ts';
import { familyStory } from '../family/family.fixture.ts';
import { newAgency, type RunningPortal } from '../running-portal.fixture.ts';
import { streamsPerAccountMax } from './notice-feed.ts';

/** Notices as a client hears them: as they come, after a break, and not beyond the bounds. */
export function noticeBehaviour(given: () => RunningPortal): void {
  const office = newAgency('office');
  const court = newAgency('court');
  const intake = `${court.slug}.intake`;

  let open: Listener[] = [];

  beforeAll(async () => {
    await given().publish([...registered(office.id, office.slug), ...registered(court.id, court.slug)]);
    await eventually(() => given().tokenFor(`${court.slug}.inspector`), { withinMs: 30_000 });
  }, 120_000);
  afterEach(async () => {
    await Promise.all(open.map((listener) => listener.close()));
    open = [];
  });

  interface Message {
    id: string;
    event: string;
    data: Record<string, unknown>;
  }

  /** A reader of server-sent events, as little of one as the spec needs. */
  class Listener {
    readonly messages: Message[] = [];
    lastId = '';
    isEnded = false;
    private readonly leaving = new AbortController();

    static async open(post: string, headers: Record<string, string> = {}): Promise<Listener & { answer: Response }> {
      const listener = new Listener();
      const authorization = `Bearer ${await given().tokenFor(post)}`;
      const answer = await fetch(new URL('/api/notices', given().url), {
        headers: { authorization, ...headers },
        signal: listener.leaving.signal,
      });
      if (answer.ok) void listener.read(answer);
      else listener.isEnded = true;
      open.push(listener);
      return Object.assign(listener, { answer });
    }

    async close(): Promise<void> {
      this.leaving.abort();
      await eventually(() => {
        if (!this.isEnded) throw new Error('still open');
      });
    }

    private async read(answer: Response): Promise<void> {
      try {
        for await (const { id, event, data } of serverSentEvents(answer)) {
          this.lastId = id;
          this.messages.push({ id, event, data: JSON.parse(data) as Message['data'] });
        }
      } catch {
        // Aborted by us or cut by the portal: either way it has ended.
      }
      this.isEnded = true;
    }
  }

  const handOffSent = async () => {
    const handOff = familyStory({ sender: office.id }).handOffTo(court.id);
    await given().publish([handOff.submitted(), handOff.sent()]);
    return handOff;
  };

  describe('the notices', () => {
    it('tell an account what waits for it, as it comes, with ids and the title only', async () => {
      const listener = await Listener.open(intake);
      expect(listener.answer.headers.get('content-type')).toContain('text/event-stream');
      expect(listener.answer.headers.get('cache-control')).toContain('no-store');
      const handOff = await handOffSent();
      const [message] = await eventually(() => {
        expect(listener.messages).toHaveLength(1);
        return listener.messages;
      });
      expect(message).toMatchObject({
        event: 'notice',
        data: {
          type: 'clue-transfer.hand-off-sent.v1',
          subject: handOff.subject,
          item: handOff.subject,
          kind: 'sign-for-hand-off',
          title: '某排水口疑似直排',
        },
      });
      expect(Object.keys(message?.data ?? {}).toSorted()).toEqual([
        'actedAt',
        'eventId',
        'familyId',
        'item',
        'kind',
        'subject',
        'title',
        'type',
      ]);
    });

    it('go on where a client left off, losing and repeating none', async () => {
      const first = await Listener.open(intake);
      await handOffSent();
      await eventually(() => expect(first.messages.length).toBeGreaterThan(0));
      const { lastId } = first;
      await first.close();
      const missed = [await handOffSent(), await handOffSent()];
      const again = await Listener.open(intake, { 'last-event-id': lastId });
      // Two families, so in either order.
      const subjects = () => again.messages.map(({ data }) => String(data['subject'])).toSorted();
      await eventually(() => expect(subjects()).toEqual(missed.map(({ subject }) => subject).toSorted()));
      expect(again.messages.map(({ id }) => Number(id))).toEqual([Number(lastId) + 1, Number(lastId) + 2]);
    });

    it('say so when what a client asks for is not kept any more, or was counted anew', async () => {
      const beyond = await Listener.open(intake, { 'last-event-id': '999999' });
      await eventually(() => expect(beyond.messages.map(({ event }) => event)).toEqual(['missed']));
    });

    it.each(['x', '-1', '1.5', '99999999999999999999'])('refuse to begin after %s', async (lastEventId) =>
      expect((await Listener.open(intake, { 'last-event-id': lastEventId })).answer.status).toBe(400),
    );

    it('of one agency are not told at another', async () => {
      const atOffice = await Listener.open(`${office.slug}.intake`, { 'last-event-id': '0' });
      await handOffSent();
      const atCourt = await Listener.open(intake, { 'last-event-id': '0' });
      await eventually(() => expect(atCourt.messages.length).toBeGreaterThan(0));
      expect(atOffice.messages).toEqual([]);
    });

    it('are told in a few windows of one account and no more', async () => {
      for (let count = 0; count < streamsPerAccountMax; count += 1) expect((await Listener.open(intake)).answer.status).toBe(200);
      const surplus = await Listener.open(intake);
      expect(surplus.answer.status).toBe(503);
      expect((await Listener.open(`${court.slug}.liaison`)).answer.status).toBe(200);
      await open[0]?.close();
      await eventually(async () => expect((await Listener.open(intake)).answer.status).toBe(200));
    });

    it('end when the portal stops, and go on when it is back', async () => {
      const listener = await Listener.open(intake);
      await handOffSent();
      await eventually(() => expect(listener.messages).toHaveLength(1));
      // An open stream does not hold up the process until it is cut off.
      expect(await given().restart()).not.toContain('requests');
      expect(listener.isEnded).toBe(true);
      const handOff = await handOffSent();
      const again = await Listener.open(intake, { 'last-event-id': listener.lastId });
      await eventually(() => expect(again.messages.map(({ data }) => data['subject'])).toContain(handOff.subject));
    });
  });
}
