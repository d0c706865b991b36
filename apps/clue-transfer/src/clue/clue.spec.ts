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
  it('stays with its owner while it is handed over', () => {
    given(registered).when(commands.handingOver).then(handingOver);
    expect(stateAfter(registered, handingOver)).toMatchObject({ status: 'handing-over', owner: harbour });
  });
  it('belongs to the receiver once accepted', () => {
    given(registered, handingOver).when(commands.handedOver).then(handedOver);
    expect(stateAfter(registered, handingOver, handedOver)).toMatchObject({ status: 'held', owner: customs });
  });
  it('stays when the hand-off is refused', () => {
    given(registered, handingOver).when(commands.kept).then(kept);
    expect(stateAfter(registered, handingOver, kept)).toMatchObject({ status: 'held', owner: harbour });
  });
});

describe('the news of a hand-off', () => {
  it('may come before the news that it was sent', () => given(registered).when(commands.handedOver).then(handedOver));
  it('changes nothing when it comes late', () => given(registered, handedOver).when(commands.handingOver).thenNothing());
  it('changes nothing when it comes twice', () => {
    given(registered, handingOver).when(commands.handingOver).thenNothing();
    given(registered, handingOver, handedOver).when(commands.handedOver).thenNothing();
    given(registered, handingOver, kept).when(commands.kept).thenNothing();
  });
  it('is about a clue', () => given().when(commands.handingOver).thenRefused('CLUE_NOT_FOUND'));
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
  it('a new owner sees the whole stream, the former one still does', () =>
    expect(clues.scopeOf(stateAfter(registered, handedOver)).parties).toEqual([harbour, customs]));
});
