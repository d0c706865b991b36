import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { fileFlights } from './file-flight.announce.ts';
import { fileFlightDecider } from './file-flight.decider.ts';
import { bouncedOut, commands, customs, familyId, fileId, leg, lighthouse, opened, states } from './file-flight.samples.ts';

const { given, stateAfter } = specFor(fileFlightDecider);
const bounced = states['bounced out 三次退转'];

describe('a case file on its way', () => {
  it('is its keeper’s from the first request on, however often it asks', () => {
    given().when(commands.open).then(opened);
    given(opened).when(commands.open).thenNothing();
    expect(stateAfter(opened)).toMatchObject({ flight: { owner: customs, bounces: [] } });
  });
  it('is followed only once it was asked for', () => given().when(commands.kept).thenRefused('CASE_FILE_NOT_FOUND'));
  it('is sent once at a time', () =>
    given(...states['handing-over 移送中'])
      .when({ ...commands.handingOver, leg: leg(2) })
      .thenRefused('MATTER_ALREADY_HANDED_OVER'));
  it('bounces as a clue does: after the third time it waits for the coordinator', () => {
    given(...bounced.slice(0, -2))
      .when({ ...commands.kept, leg: leg(3) })
      .then(...bounced.slice(-2));
    const fourth = { ...commands.handingOver, leg: leg(4), seen: { bounces: 3, isNamed: false } };
    given(...bounced)
      .when(fourth)
      .thenRefused('MATTER_AWAITS_COORDINATOR');
    given(...bounced, { type: 'ReceiverNamed', disputeId: familyId, units: [lighthouse] })
      .when({ ...fourth, seen: { bounces: 3, isNamed: true } })
      .then({ type: 'HandingOver', leg: leg(4) });
  });
});

describe('what others are told', () => {
  it('is the third bounce, with who bounced it and who names the receiver', () => {
    const data = { matterKind: 'case-file', matterId: fileId, owner: customs, receivers: [lighthouse, lighthouse, lighthouse] };
    expect(fileFlights.announce(fileId, bouncedOut, stateAfter(...bounced))).toMatchObject([
      { type: 'clue-transfer.matter-bounced-out.v1', data },
    ]);
  });
  it('is nothing else: the hand-off tells its steps and the file its stages', () => {
    for (const facts of [states['held by the receiver 已移交'], states['given back 已退回']])
      for (const [place, fact] of facts.entries())
        expect(fileFlights.announce(fileId, fact, stateAfter(...facts.slice(0, place + 1)))).toEqual([]);
  });
  it('is for its keeper alone, in the family of the file', () =>
    expect(fileFlights.scopeOf(stateAfter(...bounced))).toMatchObject({ familyId, parties: [customs] }));
});
