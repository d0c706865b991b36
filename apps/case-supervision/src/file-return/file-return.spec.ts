import { actionsOf, roles } from '@xiezhi/contracts';
import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { fileReturns } from './file-return.announce.ts';
import { fileReturnDecider, type FileReturnEvent } from './file-return.decider.ts';
import { commands, customs, facts, harbour, police, subject } from './file-return.samples.ts';

const { given, stateAfter } = specFor(fileReturnDecider);
const { opened, requested, requestedBack, declined, consented, consentedByKeeper, returnedAlone, foreclosed } = facts;
const { open, request, requestBack, consent, consentByKeeper, decline, returnAlone, foreclose } = commands;
const id = '01920000-0000-8000-8000-0000000000b1';

describe('what both sides say about a return', () => {
  it('is opened with the file, once', () => {
    given().when(open).then(opened);
    given(opened, requested).when(open).thenNothing();
  });
  it('is asked for by either side', () => {
    given(opened).when(request).then(requested);
    given(opened).when(requestBack).then(requestedBack);
  });
  it('is answered by the other side', () => {
    given(opened, requested).when(consent).then(consented);
    given(opened, requestedBack).when(consentByKeeper).then(consentedByKeeper);
    given(opened, requested).when(decline).then(declined);
  });
  it('is not answered by who asked', () => {
    given(opened, requested).when(consentByKeeper).thenRefused('RETURN_ASKED_BY_ONESELF');
    given(opened, requestedBack).when(consent).thenRefused('RETURN_ASKED_BY_ONESELF');
    given(opened, requestedBack).when(decline).thenRefused('RETURN_ASKED_BY_ONESELF');
  });
  it('is not answered before it was asked', () => {
    given(opened).when(consent).thenRefused('RETURN_NOT_REQUESTED');
    given(opened).when(decline).thenRefused('RETURN_NOT_REQUESTED');
  });
  it('is one request at a time', () => {
    given(opened, requested).when(requestBack).thenRefused('RETURN_ALREADY_REQUESTED');
    given(opened, requested)
      .when({ ...request, reason: '另有理由。' })
      .thenRefused('RETURN_ALREADY_REQUESTED');
  });
  it('may be asked for again after a no', () => given(opened, requested, declined).when(request).then(requested));
  it('records nothing when the same is said again', () => {
    given(opened, requested).when(request).thenNothing();
    given(opened, requested, declined).when(decline).thenNothing();
    given(opened, requested, consented).when(consent).thenNothing();
    given(opened, returnedAlone).when(returnAlone).thenNothing();
    given(opened, foreclosed).when(foreclose).thenNothing();
  });
  it('is over once the file was returned', () => {
    given(opened, requested, consented).when(requestBack).thenRefused('CASE_FILE_RETURNED');
    given(opened, requested, consented).when(decline).thenRefused('CASE_FILE_RETURNED');
    given(opened, requested, consented)
      .when({ ...consent, account: 'harbour.section-head' })
      .thenRefused('CASE_FILE_RETURNED');
    given(opened, requested, consented)
      .when({ ...returnAlone, reason: '另有理由。' })
      .thenRefused('CASE_FILE_RETURNED');
  });
  it('meets a standing request by the keeper’s own return', () => given(opened, requestedBack).when(returnAlone).then(returnedAlone));
  it('does not exist where the route says never', () =>
    given({ ...opened, returnTerms: { ...subject.returnTerms, verb: 'never' } })
      .when(requestBack)
      .thenRefused('RETURN_NOT_PERMITTED'));
});

describe('a decision of the file', () => {
  it('ends what was asked, as silence does', () => {
    given(opened).when(foreclose).then(foreclosed);
    given(opened, requestedBack).when(foreclose).then(foreclosed);
  });
  it('leaves nothing to ask or answer', () => {
    for (const command of [request, requestBack, consent, consentByKeeper, decline, returnAlone])
      given(opened, requested, foreclosed).when(command).thenRefused('CASE_FILE_ALREADY_DECIDED');
  });
  it('is refused once both sides agreed, though the file has not heard of it yet', () =>
    given(opened, requested, consented).when(foreclose).thenRefused('CASE_FILE_RETURNED'));
});

describe('permissions', () => {
  it('belong to the two sides: to another there is no file', () => {
    for (const command of [request, consent, decline, returnAlone])
      given(opened, requested)
        .when({ ...command, by: police })
        .thenRefused('CASE_FILE_NOT_FOUND');
    for (const command of [request, consent, decline, foreclose]) given().when(command).thenRefused('CASE_FILE_NOT_FOUND');
  });
  it('to return belong to handlers, section heads and approvers', () =>
    expect(roles.filter((role) => actionsOf[role].includes('case-file:return'))).toEqual(['handler', 'section-head', 'approver']));
});

describe('what is announced of a return', () => {
  const announced = (...events: FileReturnEvent[]) => fileReturns.announce(id, events.at(-1)!, stateAfter(...events));
  it('names file, hand-off, matter and both sides, with the words said', () => {
    const { returnTerms: _, familyId: __, ...named } = subject;
    const said = { caseFileId: id, ...named };
    expect(announced(opened, requested)).toEqual([
      { type: 'case-supervision.case-file-return-requested.v1', data: { ...said, requestedBy: customs, reason: requested.reason } },
    ]);
    expect(announced(opened, requested, declined)).toMatchObject([{ data: { declinedBy: harbour, reason: declined.reason } }]);
  });
  it('says who asked and why, when it was agreed', () =>
    expect(announced(opened, requestedBack, consentedByKeeper)).toMatchObject([
      { type: 'case-supervision.case-file-returned.v1', data: { basis: 'consent', returnedBy: harbour, reason: requestedBack.reason } },
    ]));
  it('says that the keeper did it alone', () =>
    expect(announced(opened, returnedAlone)).toMatchObject([{ data: { basis: 'unilateral', returnedBy: customs } }]));
  it('says nothing of a decision: the sender reads of it in the feedback it is owed', () =>
    expect(announced(opened, foreclosed)).toEqual([]));
  it('is seen by both sides', () => expect(fileReturns.scopeOf(stateAfter(opened)).parties).toEqual([customs, harbour]));
});
