import { fold } from '@xiezhi/decider';
import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { decideFlight, evolveFlight, type FlightCommand, type FlightEvent, heldBy, type Leg } from './flight.ts';

const flight = { initialState: heldBy('harbour'), decide: decideFlight, evolve: evolveFlight };
const { given, stateAfter } = specFor(flight);

const leg = (handOffId: string, to = 'customs'): Leg => ({
  handOffId,
  from: 'harbour',
  to,
  routeId: 'volunteer-clue',
  coordinator: 'government',
});
const one = leg('one');
const begin = (of: Leg, seen = { bounces: 0, isNamed: false }): FlightCommand => ({ type: 'BeginHandingOver', leg: of, seen });
const begun = (of: Leg): FlightEvent => ({ type: 'HandingOver', leg: of });
const handedOver: FlightEvent = { type: 'HandedOver', leg: one, previousOwner: 'harbour' };
const refuse = (of: Leg): FlightCommand => ({ type: 'RecordKept', leg: of, because: 'refused' });
const kept = (of: Leg): FlightEvent => ({ type: 'Kept', leg: of, because: 'refused' });
const refusedThrice = ['one', 'two', 'three'].flatMap((id) => [begun(leg(id)), kept(leg(id))]);
const named: FlightEvent = { type: 'ReceiverNamed', disputeId: 'dispute', units: ['customs'] };

describe('a matter on its way', () => {
  it('stays its owner’s until it is accepted', () => {
    given().when(begin(one)).then(begun(one));
    expect(stateAfter(begun(one))).toMatchObject({ owner: 'harbour', inFlight: one });
    given(begun(one)).when({ type: 'RecordHandedOver', leg: one }).then(handedOver);
    expect(stateAfter(begun(one), handedOver)).toMatchObject({ owner: 'customs', settled: ['one'] });
  });
  it('refuses a second hand-off', () => {
    given(begun(one))
      .when(begin(leg('two')))
      .thenRefused('MATTER_ALREADY_HANDED_OVER');
    given(begun(one)).when(begin(one)).thenNothing();
  });
  it('is not sent by whoever does not own it any more', () =>
    given(begun(one), handedOver)
      .when(begin(leg('two')))
      .thenRefused('MATTER_NOT_OWNED'));
  it('is the sender’s again after a recall, which is no bounce', () => {
    const recalled: FlightEvent = { type: 'Kept', leg: one, because: 'recalled' };
    expect(stateAfter(begun(one), recalled)).toMatchObject({ owner: 'harbour', bounces: [], inFlight: undefined });
  });
  it('is the sender’s again after a return, which is one', () => {
    const back: FlightEvent = { type: 'GivenBack', leg: one, previousOwner: 'customs' };
    given(begun(one), handedOver).when({ type: 'RecordGivenBack', leg: one }).then(back);
    expect(stateAfter(begun(one), handedOver, back)).toMatchObject({ owner: 'harbour', bounces: [{ handOffId: 'one' }] });
    given(begun(one), handedOver, back).when({ type: 'RecordGivenBack', leg: one }).thenNothing();
  });
  it('is on its way with the successor when it is forwarded', () => {
    const next = leg('two', 'lighthouse');
    expect(stateAfter(begun(one), { type: 'PassedOn', leg: one, next })).toMatchObject({
      inFlight: next,
      bounces: [{ receiver: 'customs' }],
    });
  });
});

describe('the news of a hand-off', () => {
  it('changes nothing when it comes twice', () => {
    given(begun(one), handedOver).when({ type: 'RecordHandedOver', leg: one }).thenNothing();
    given(begun(one), kept(one)).when(refuse(one)).thenNothing();
    given(named)
      .when({ type: 'RecordNamed', disputeId: 'dispute', units: ['customs'] })
      .thenNothing();
  });
  it('may come in any order: the successor’s end before the news of the forwarding', () => {
    const next = leg('two', 'lighthouse');
    const history: FlightEvent[] = [
      begun(one),
      { type: 'HandedOver', leg: next, previousOwner: 'harbour' },
      { type: 'PassedOn', leg: one, next },
    ];
    expect(stateAfter(...history)).toMatchObject({ owner: 'lighthouse', inFlight: undefined });
  });
});

describe('the third bounce', () => {
  it('is told with the coordinator of the last route', () =>
    given(...refusedThrice.slice(0, -1))
      .when(refuse(leg('three')))
      .then(kept(leg('three')), { type: 'BouncedOut', leg: leg('three') }));
  it('finds the coordinator though the outcome does not say it again', () => {
    const { coordinator: _, ...told } = leg('three');
    expect(decideFlight(refuse(told), fold(flight, refusedThrice.slice(0, -1)))).toMatchObject([
      {},
      { leg: { coordinator: 'government' } },
    ]);
  });
  it('closes the way until a receiver is named, and then for all others', () => {
    const third = { bounces: 3, isNamed: false };
    given(...refusedThrice)
      .when(begin(leg('four'), third))
      .thenRefused('MATTER_AWAITS_COORDINATOR');
    given(...refusedThrice, named)
      .when(begin(leg('four', 'lighthouse'), third))
      .thenRefused('RECEIVER_NOT_NAMED');
    given(...refusedThrice, named)
      .when(begin(leg('four'), { bounces: 3, isNamed: true }))
      .then(begun(leg('four')));
  });
  it('is not sent under what was true before the dispute was decided', () =>
    given(...refusedThrice, named)
      .when(begin(leg('four'), { bounces: 3, isNamed: false }))
      .thenRefused('STALE_VERSION'));
  it('makes every further bounce one too many, and the name void', () => {
    const four = leg('four');
    given(...refusedThrice, named, begun(four))
      .when(refuse(four))
      .then(kept(four), { type: 'BouncedOut', leg: four });
    expect(stateAfter(...refusedThrice, named, begun(four), kept(four)).named).toBeUndefined();
  });
});
