import { randomUUID } from 'node:crypto';
import { asAgency } from '@xiezhi/postgres';
import { eventually } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { bringTo, clueBody, customs, type Desks, harbour, type Harbour, police, routes } from '../clue-transfer.fixture.ts';
import { inTime, report, talkOf } from './hand-off.talk.fixture.ts';

/** From the draft to the receiver’s hands: signing, numbers, what travels and what stays. */
export function sendingBehaviour(given: () => Harbour): void {
  const { at, say, said, stateOf, expectRefused, expectClue, draftedAgain } = talkOf(given);

  describe('sending', () => {
    it('numbers the letter and sets the clue on its way in one transaction', async () => {
      const { clueId, handOffId } = await bringTo('sent', given().desks);
      expect((await at('intake').get(`/clues/${clueId}`)).body).toMatchObject({ status: 'handing-over', handOffId, owner: harbour });
      expect((await stateOf('liaison', handOffId))['documentNumber']).toMatch(/^港河长办函〔\d{4}〕\d+号$/);
      const second = await draftedAgain(clueId);
      const before = await lastNumber(given());
      await expectRefused('MATTER_ALREADY_HANDED_OVER', say('approver', second, 'approve'));
      expect(await stateOf('intake', second)).toMatchObject({ status: 'pending-approval' });
      expect(await lastNumber(given())).toBe(before);
    });

    it('signs a morning’s map row by row; a repetition of the request signs nothing twice', async () => {
      const [one, two] = await Promise.all([bringTo('submitted', given().desks), bringTo('submitted', given().desks)]);
      const headers = { 'idempotency-key': randomUUID() };
      const again = await draftedAgain(one.clueId);
      const body = { handOffIds: [one.handOffId, randomUUID(), again, two.handOffId] };
      const first = await at('approver').post('/hand-offs/bulk-approve', body, headers);
      expect(first.body['results']).toMatchObject([
        { id: one.handOffId, isApproved: true },
        { isApproved: false, code: 'HAND_OFF_NOT_FOUND', title: expect.any(String), advice: expect.any(String) },
        { id: again, isApproved: false, code: 'MATTER_ALREADY_HANDED_OVER' },
        { id: two.handOffId, isApproved: true },
      ]);
      expect((await at('approver').post('/hand-offs/bulk-approve', body, headers)).body['results']).toEqual(first.body['results']);
    });

    it('signs exactly what the signer saw', async () => {
      const { handOffId } = await bringTo('submitted', given().desks);
      const preview = (await at('approver').get(`/hand-offs/${handOffId}/package`)).body;
      await expectRefused('PACKAGE_CHANGED', say('approver', handOffId, 'approve', { expectedSha256: 'f'.repeat(64) }));
      await said('approver', handOffId, 'approve', { expectedSha256: preview['sha256'] });
      expect((await at('liaison').get(`/hand-offs/${handOffId}/package`)).body).toEqual(preview);
    });

    it('says that it is urgent, and to the two parties why', async () => {
      const urgency = { urgency: 'urgent', urgencyReason: '下游为饮用水取水口' };
      const { handOffId } = await bringTo('received', given().desks, { draft: urgency });
      expect(await stateOf('liaison', handOffId)).toMatchObject(urgency);
      const { text } = (await at('liaison').get(`/hand-offs/${handOffId}/package`)).body as { text: string };
      expect(JSON.parse(text)).toMatchObject({ urgent: { reason: urgency.urgencyReason } });
      await eventually(() => {
        const sent = given()
          .service.announced(`hand-off/${handOffId}`)
          .find(({ type }) => type === 'clue-transfer.hand-off-sent.v1');
        expect(sent?.data).toMatchObject({ urgency: 'urgent' });
      }, inTime);
    });

    it('tells the receiver nothing of what was said while drafting, in no row', async () => {
      const { handOffId } = await bringTo('submitted', given().desks);
      await said('approver', handOffId, 'send-back', { remark: 'CANARY-REMARK 请写明排口位置' });
      await said('intake', handOffId, 'revise', {
        receiver: customs,
        route: routes.public,
        purpose: '请依法评估并反馈',
        legalBasis: '同前',
      });
      await said('intake', handOffId, 'submit');
      await said('approver', handOffId, 'approve');
      await said('liaison', handOffId, 'receive');
      const { rows } = await given().database.admin.query<{ type: string; parties: string[] }>(
        `select type, parties from clue_transfer.fact where stream_id = $1 order by version`,
        [handOffId],
      );
      expect(rows.filter(({ parties }) => parties.includes(customs)).map(({ type }) => type)).toEqual(['HandOffSent', 'HandOffReceived']);
      expect(await stateOf('liaison', handOffId)).toMatchObject({ status: 'received', purpose: '请依法评估并反馈', urgency: 'ordinary' });
      expect(await toldTo(customs, handOffId, 5)).not.toMatch(/CANARY-REMARK/);
    });
  });

  describe('a partial package', () => {
    it('leaves out what was not chosen: it is in no row of the receiver, in no event, in no answer', async () => {
      const secret = { ...report, name: 'CANARY-UNCHOSEN', sha256: '9'.repeat(64) };
      const { handOffId } = await bringTo('received', given().desks, {
        clue: { materials: [...clueBody.materials, secret], place: 'CANARY-PLACE', description: 'CANARY-UNSAID' },
        draft: { parts: { content: ['domainCode'], materials: [clueBody.materials[0]!.sha256] } },
      });
      const rows = await rowsSeenBy(customs);
      expect(rows).toContain(handOffId);
      // Whoever searches or exports reads these rows, these answers or these events: there is nothing else to read.
      const answers = await Promise.all(['', '/package', '/possible'].map((door) => at('liaison').get(`/hand-offs/${handOffId}${door}`)));
      for (const text of [rows, JSON.stringify(answers.map(({ body }) => body)), await toldTo(customs, handOffId, 3)])
        expect(text.match(/CANARY-(UNCHOSEN|PLACE|UNSAID)|9{64}/)).toBeNull();
    });

    it('without a required kind of material is not submitted, though the clue has it: what is missing is named', async () => {
      const { clueId } = await bringTo('registered', given().desks);
      const draft = {
        matterKind: 'clue',
        matterId: clueId,
        receiver: customs,
        route: routes.public,
        purpose: '请评估',
        legalBasis: '同前',
      };
      const { body } = await at('intake').post('/hand-offs', { ...draft, parts: { content: [], materials: [] } });
      expect(await say('intake', String(body['id']), 'submit')).toMatchObject({
        status: 409,
        body: { code: 'MATERIAL_MISSING', detail: expect.stringContaining('missing: AUDIOVISUAL') },
      });
    });
  });

  describe('a shared copy', () => {
    it('goes beside an owning hand-off and moves nothing', async () => {
      const { clueId } = await bringTo('sent', given().desks);
      const id = await draftedAgain(clueId, { receiver: police, route: routes.copy });
      await said('approver', id, 'approve');
      await said('bystander', id, 'receive');
      await said('bystander', id, 'accept');
      await expectClue(clueId, { status: 'handing-over', owner: harbour });
    });
  });

  describe('what is possible', () => {
    it('is told to each party for its own post, with the reason for the rest', async () => {
      const { handOffId } = await bringTo('received', given().desks);
      const possible = async (desk: keyof Desks) => {
        const { body } = await at(desk).get(`/hand-offs/${handOffId}/possible`);
        return body as unknown as { verb: string; isPossible: boolean; code?: string }[];
      };
      const names = (await possible('answerer')).filter(({ isPossible }) => isPossible).map(({ verb }) => verb);
      expect(names).toEqual(['request-supplement', 'accept', 'refuse', 'forward']);
      expect((await possible('approver')).find(({ verb }) => verb === 'recall')).toEqual({ verb: 'recall', isPossible: true });
      expect((await possible('approver')).find(({ verb }) => verb === 'accept')).toMatchObject({ code: 'NOT_THE_RECEIVER' });
      expect(await at('bystander').get(`/hand-offs/${handOffId}/possible`)).toMatchObject({ status: 404 });
    });
  });

  /** The bodies of what a hand-off announced, as far as an agency is party to them, once as many are there. */
  const toldTo = (agency: string, handOffId: string, count: number) =>
    eventually(() => {
      const announced = given().service.announced(`hand-off/${handOffId}`);
      expect(announced).toHaveLength(count);
      return announced
        .filter(({ meta }) => meta.parties.includes(agency))
        .map(({ received }) => received.body)
        .join();
    }, inTime);

  /** Everything the service’s own role shows to one agency, table by table, whatever tables there are. */
  async function rowsSeenBy(agency: string): Promise<string> {
    const { app, admin } = given().database;
    const { rows } = await admin.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'clue_transfer'::regnamespace and relkind = 'r'
       and has_table_privilege('clue_transfer_app', oid, 'select')`,
    );
    return asAgency(app, { agency }, async (tx) => {
      const seen: string[] = [];
      for (const { name } of rows) {
        const found = await tx.query<{ text: string | null }>(`select string_agg(t::text, ' ') as text from clue_transfer.${name} t`);
        seen.push(found.rows[0]?.text ?? '');
      }
      return seen.join(' ');
    });
  }
}

async function lastNumber({ database }: Harbour): Promise<number> {
  const { rows } = await database.admin.query<{ last: number }>(
    `select last from clue_transfer.number_series where holder = $1 and world is null and type = 'letter'`,
    [harbour],
  );
  return rows[0]!.last;
}
