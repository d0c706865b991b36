import { derivedId } from '@xiezhi/aggregate';
import { CaseFileHandOffRequestedV1 } from '@xiezhi/contracts';
import { eventually } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { bringTo, clueBody, customs, harbour, type Harbour, lighthouse, police, routes } from '../clue-transfer.fixture.ts';
import { disputeBound, fileEvent, fileOf, inTime, refusal, talkOf } from '../hand-off/hand-off.talk.fixture.ts';

/** A case file’s own hand-offs: asked for by the file, signed by its keeper, counted as every matter’s are. */
export function fileFlightBehaviour(given: () => Harbour): void {
  const { at, say, said, stateOf, expectRefused, expectHandOff, bouncedOut } = talkOf(given);

  const wish = (handOffId: string, place: number) => ({
    requestedHandOffId: derivedId(handOffId, `referred/${place}`),
    receiver: lighthouse,
    routeId: routes.file,
    purpose: '移送有管辖权的检察院',
    legalBasis: '规则第二十六条',
    sourceCode: 'S18',
    isSuccessor: true,
  });
  async function acceptedFile() {
    const { clueId, handOffId } = await bringTo('received', given().desks);
    await said('answerer', handOffId, 'accept');
    const request = (place: number, more: object = {}) =>
      fileEvent(CaseFileHandOffRequestedV1, clueId, handOffId, { ...wish(handOffId, place), ...more }, place);
    return { clueId, handOffId, fileId: fileOf(handOffId), request };
  }

  describe('a case file’s hand-off', () => {
    it('is opened by the file’s request, signed by its agency’s chain, and carries what it received', async () => {
      const { handOffId, request } = await acceptedFile();
      const asked = request(1);
      await given().service.publish(asked, asked);
      const id = asked.data.requestedHandOffId;
      await expectHandOff('answerer', id, { status: 'pending-approval', matterKind: 'case-file', sender: customs });
      expect(await at('intake').get(`/hand-offs/${id}`)).toMatchObject({ status: 404 });
      await said('chief', id, 'approve');
      const { text } = (await at('lighthouse').get(`/hand-offs/${id}/package`)).body as { text: string };
      expect(JSON.parse(text)).toMatchObject({
        matter: { matterKind: 'case-file', description: clueBody.description },
        materials: clueBody.materials,
        predecessors: [{ handOffId, sender: harbour, receiver: customs, requestedBy: asked.id }],
      });
      await said('lighthouse', id, 'receive');
      await said('lighthouse', id, 'accept');
    });

    it('is given up with the reason where there is no such way', async () => {
      const { request } = await acceptedFile();
      const asked = request(1, { receiver: police });
      await given().service.publish(asked);
      await expectHandOff('answerer', asked.data.requestedHandOffId, { status: 'recalled', basis: 'draft-given-up' });
    });

    it('is never drafted over the file’s head', async () => {
      const { fileId } = await acceptedFile();
      const draft = {
        matterKind: 'case-file',
        matterId: fileId,
        receiver: lighthouse,
        route: routes.file,
        purpose: '移送',
        legalBasis: '规则',
      };
      expect(await at('answerer').post('/hand-offs', draft)).toMatchObject({ status: 409, body: { code: 'HAND_OFF_ASKED_BY_FILE' } });
    });

    it('is counted when it bounces; the third time it waits for the coordinator, and the named receiver cannot say no', async () => {
      const { clueId, fileId, request } = await acceptedFile();
      /** Asked for by the file and signed by its agency, as soon as the file’s stream has heard of the bounce before. */
      const sent = async (place: number) => {
        const asked = request(place);
        await given().service.publish(asked);
        const id = asked.data.requestedHandOffId;
        await expectHandOff('answerer', id, { status: 'pending-approval' });
        return id;
      };
      for (let place = 1; place <= 3; place += 1) {
        const id = await sent(place);
        await eventually(() => said('chief', id, 'approve'), inTime);
        expect(await stateOf('lighthouse', id)).toMatchObject({ bounces: place - 1 });
        await said('lighthouse', id, 'receive');
        await said('lighthouse', id, 'refuse', refusal);
      }
      expect(await bouncedOut(`file-flight/${fileId}`)).toMatchObject({
        data: { matterKind: 'case-file', matterId: fileId, owner: customs },
        meta: { parties: [customs], familyId: clueId },
      });

      const fourth = await sent(4);
      await expectRefused('MATTER_AWAITS_COORDINATOR', say('chief', fourth, 'approve'));
      await given().service.publish(disputeBound({ matterKind: 'case-file', matterId: fileId }, clueId, [lighthouse]));
      await eventually(() => said('chief', fourth, 'approve'), inTime);
      await said('lighthouse', fourth, 'receive');
      await expectRefused('NAMED_RECEIVER_MUST_ACCEPT', say('lighthouse', fourth, 'refuse', refusal));
      await said('lighthouse', fourth, 'accept');
    });
  });
}
