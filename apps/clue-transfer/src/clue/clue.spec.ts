import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { clues } from './clue.announce.ts';
import { clueDecider } from './clue.decider.ts';
import { commands, clueId, customs, facts, handOffId, harbour } from './clue.samples.ts';

const { given, stateAfter } = specFor(clueDecider);
const { registered, handingOver, handedOver, kept } = facts;

describe('a clue', () => {
  it('is registered and owned by the registering agency', () => given().when(commands.register).then(registered));
  it('is never a state secret', () =>
    given()
      .when({ ...commands.register, classification: '秘密' })
      .thenRefused('CLUE_CLASSIFIED'));
  it('is described by codes that a mechanism lists', () =>
    given()
      .when({ ...commands.register, unlisted: [{ list: 'clue-source', code: 'S99' }] })
      .thenRefused('CODE_NOT_LISTED', { list: 'clue-source', code: 'S99' }));
  it('is not found after it is registered', () => {
    given()
      .when({ ...commands.register, at: '2026-10-11T08:59:59+08:00' })
      .thenRefused('FOUND_IN_FUTURE', { foundAt: '2026-10-11T09:00:00+08:00' });
    given()
      .when({ ...commands.register, at: '2026-10-11T09:00:00+08:00' })
      .then(registered);
  });
  it('is of its problem’s family when it was grown from one, and begins its own otherwise', () => {
    const grownFrom = { problemId: handOffId, familyId: handOffId, history: { 'reminder-number': '湖河长办提函〔2026〕1号' } };
    expect(clues.scopeOf(stateAfter({ ...registered, grownFrom })).familyId).toBe(handOffId);
    expect(clues.scopeOf(stateAfter(registered)).familyId).toBe(clueId);
  });
  it('stays with its owner while it is handed over, and belongs to the receiver once accepted', () => {
    given(registered).when(commands.handingOver).then(handingOver);
    expect(stateAfter(registered, handingOver)).toMatchObject({ flight: { owner: harbour, inFlight: { handOffId } } });
    expect(stateAfter(registered, handingOver, handedOver)).toMatchObject({ flight: { owner: customs } });
  });
  it('is followed only once it is there', () => given().when(commands.handedOver).thenRefused('CLUE_NOT_FOUND'));
});

describe('the reporter', () => {
  it('is disclosed to the registering agency, and that is a fact', () =>
    given(registered).when(commands.disclose).then({ type: 'ReporterDisclosed', account: 'harbour.intake', purpose: '回访核实' }));
  it('is not disclosed to the next owner', () =>
    given(registered, handedOver)
      .when({ ...commands.disclose, by: customs })
      .thenRefused('CLUE_NOT_FOUND'));
  it('of an anonymous clue is not there', () =>
    given({ ...registered, hasReporter: false })
      .when(commands.disclose)
      .thenRefused('REPORTER_NOT_RECORDED'));
});

describe('what others are told', () => {
  it('who owns it, and nothing of its description or reporter', () => {
    const [told] = clues.announce(clueId, registered, stateAfter(registered));
    expect(told).toMatchObject({ type: 'clue-transfer.clue-registered.v1', data: { clueId, owner: harbour } });
    expect(JSON.stringify(told)).not.toMatch(/水色发黑|reporter/i);
  });
  it('a change of owner, with the former one', () =>
    expect(clues.announce(clueId, handedOver, stateAfter(registered, handedOver))).toMatchObject([
      { type: 'clue-transfer.clue-owner-changed.v1', data: { handOffId, owner: customs, previousOwner: harbour } },
    ]));
  it('a return makes the sender the owner again', () =>
    expect(clues.announce(clueId, facts.givenBack, stateAfter(registered, handingOver, handedOver, facts.givenBack))).toMatchObject([
      { type: 'clue-transfer.clue-owner-changed.v1', data: { handOffId, owner: harbour, previousOwner: customs } },
    ]));
  it('the third bounce, with who bounced it and who names the receiver', () => {
    const thrice = stateAfter(registered, kept, { ...kept }, { ...kept }, facts.bouncedOut);
    expect(clues.announce(clueId, facts.bouncedOut, thrice)).toMatchObject([
      {
        type: 'clue-transfer.matter-bounced-out.v1',
        data: { matterKind: 'clue', matterId: clueId, owner: harbour, coordinator: harbour, receivers: [customs, customs, customs] },
      },
    ]);
  });
  it('the stream stays the registering agency’s: a new owner reads the package and keeps its own file', () =>
    expect(clues.scopeOf(stateAfter(registered, handedOver)).parties).toEqual([harbour]));
});
