import { randomUUID } from 'node:crypto';
import { SupervisionStageEnteredV1 } from '@xiezhi/contracts';
import { type MechanismPack, PackShelf } from '@xiezhi/mechanism-pack';
import { agencies } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { ClockRuleBook } from './clock-rules.ts';
import { clocks } from './clock.announce.ts';
import { clockRules, dueOn, handOffStory, on, pack, problemStory, PureClocks, story } from './clock.fixture.ts';

const { harbour, customs } = agencies;
const home = clockRules.packVersion;

/** The pack with one row counted otherwise. */
function withRow(id: string, length: number, header: Partial<MechanismPack['header']>): MechanismPack {
  const counted = pack.clocks.map((file) => ({ ...file, rules: file.rules.map((rule) => (rule.id === id ? { ...rule, length } : rule)) }));
  return { ...pack, clocks: counted, header: { ...pack.header, ...header } };
}
const slower = withRow('H06', 3, { version: '2026.2', validFrom: '2026-07-01' });
const forest = withRow('H06', 5, { name: 'forest-chief-procurator', version: '2026.1', validFrom: '2026-01-01' });

function shelfWith(...more: MechanismPack[]): PackShelf {
  const shelf = new PackShelf(pack);
  for (const one of more) shelf.put(one);
  return shelf;
}
const kinds = { [harbour]: 'RCO', [customs]: 'PRO' };
const clocksUnder = (...more: MechanismPack[]) => new PureClocks(kinds, new ClockRuleBook(shelfWith(...more)));
const versionOf = (all: PureClocks, ruleId: string) => all.of(ruleId).terms.packVersion;

describe('two versions of the rules, side by side', () => {
  it('start a clock by the one that holds on the day of the act', () => {
    const all = clocksUnder(slower);
    all.hear(handOffStory(harbour, customs).sent(on('2026-06-30')));
    expect(versionOf(all, 'H06')).toBe(home);
    const later = clocksUnder(slower).hear(handOffStory(harbour, customs).sent(on('2026-07-01')));
    expect(versionOf(later, 'H06')).toBe('river-chief-procurator@2026.2');
    expect(later.of('H06').terms.period.length).toBe(3);
  });

  it('leave a running clock its own: the same day, the same end, though the later version counts otherwise', () => {
    const hand = handOffStory(harbour, customs);
    const alone = clocksUnder().hear(hand.sent(on('2026-06-30')));
    const beside = clocksUnder(slower).hear(hand.sent(on('2026-06-30')));
    expect(dueOn(beside.of('H06'))).toBe(dueOn(alone.of('H06')));
    beside.hear(hand.received(on('2026-07-01')));
    expect(beside.of('H06')).toMatchObject({ status: 'ended', terms: { packVersion: home } });
    expect(beside.facts.filter(({ type }) => type === 'ClockStopped')).toHaveLength(1);
  });

  it('end a clock once, though each version hears the event, also when it comes before the start', () => {
    const hand = handOffStory(harbour, customs);
    const all = clocksUnder(slower, forest);
    all.hear(hand.received(on('2026-06-30', '15:00')), hand.sent(on('2026-06-30')));
    expect(all.of('H06')).toMatchObject({ status: 'ended', outcome: 'met', terms: { packVersion: home } });
    expect(all.facts.filter(({ type }) => type === 'ClockStopped')).toHaveLength(1);
  });

  it('leave no trace in the clocks of another mechanism: what ends a hand-off of the one is nothing to the other', () => {
    const hand = handOffStory(harbour, customs);
    const trace = (...more: MechanismPack[]) =>
      clocksUnder(...more)
        .hear(hand.sent(on('2026-06-30')), hand.received(on('2026-07-01')), hand.accepted(on('2026-07-02')))
        .facts.map(({ type }) => type);
    expect(trace(forest)).toEqual(trace());
  });

  it('do not hear of a row that their version does not have', () => {
    const without = {
      ...slower,
      clocks: slower.clocks.map((file) => ({
        ...file,
        rules: file.rules.map((rule) => (rule.id === 'H06' ? { ...rule, stop: [] } : rule)),
      })),
    };
    const hand = handOffStory(harbour, customs);
    const all = clocksUnder(without).hear(hand.sent(on('2026-07-01')), hand.received(on('2026-07-02')));
    // The earlier version would end it: it is none of its clocks.
    expect(all.of('H06').status).toBe('running');
  });

  it('follow the version of the matter where the event says it, whatever holds on the day', () => {
    const { step } = problemStory(harbour, customs, '一般');
    const all = clocksUnder(slower).hear(step('P8', on('2026-08-03'), { packVersion: home }));
    expect(new Set([...all.states.values()].flatMap((one) => ('terms' in one ? [one.terms.packVersion] : [])))).toEqual(new Set([home]));
  });

  it('watch an order by the version whose ladder it stands on; one of before by that which holds on the day', () => {
    const board = { level: 'S2' as const, issuer: harbour, coIssuers: [], observers: [], unit: customs, title: '督办' };
    const issued = (packVersion?: string) => {
      const told = story([harbour, customs]);
      const [supervisionId, matterId] = [randomUUID(), told.familyId];
      const stage = { from: 'approved', to: 'issued', limitOn: '2026-09-01', signedOffBy: [] };
      const data = { supervisionId, matterKind: 'problem' as const, matterId, ...board, ...stage };
      const event = { ...data, ...(packVersion !== undefined && { packVersion }) };
      return told.event(SupervisionStageEnteredV1, `supervision/${supervisionId}`, event, on('2026-08-03'));
    };
    expect(versionOf(clocksUnder(slower).hear(issued(home)), 'S02')).toBe(home);
    expect(versionOf(clocksUnder(slower, forest).hear(issued('forest-chief-procurator@2026.1')), 'S02')).toBe(
      'forest-chief-procurator@2026.1',
    );
    expect(versionOf(clocksUnder(slower).hear(issued()), 'S02')).toBe('river-chief-procurator@2026.2');
  });
});

describe('what a clock says at its rungs', () => {
  const told = (mechanism?: string, countedBy?: string) => {
    const hand = handOffStory(harbour, customs);
    const data = { ...hand.data, ...(mechanism !== undefined && { mechanism }) };
    const all = clocksUnder(slower, forest).hear({ ...hand.sent(on('2026-06-30')), data });
    const clock = all.of('H06');
    const counted = { ...clock, terms: { ...clock.terms, ...(countedBy !== undefined && { countedBy }) } };
    const at = on('2026-07-20');
    const said = [
      { type: 'ClockWarned', point: 'warning', at } as const,
      { type: 'ClockBreached', point: 'overdue', at, turnsRed: false } as const,
    ];
    return said
      .flatMap((fact) => clocks.announce(all.idOf('H06'), fact, counted))
      .map((one) => (one.data as { packVersion?: string }).packVersion);
  };
  it('names the version it was started under: the ladder that speaks next is that one’s', () => {
    expect(told()).toEqual([home, home]);
    expect(told('forest-chief-procurator')).toEqual(['forest-chief-procurator@2026.1', 'forest-chief-procurator@2026.1']);
  });
  it('names it also after a re-plan has it counted by a newer one', () =>
    expect(told(undefined, 'river-chief-procurator@2026.2')).toEqual([home, home]));
});

describe('a mechanism of its own', () => {
  const sentUnder = (mechanism: string | undefined) => {
    const event = handOffStory(harbour, customs).sent(on('2026-10-13'));
    return mechanism === undefined ? event : { ...event, data: { ...event.data, mechanism } };
  };
  it('counts what went by its routes', () => {
    const all = clocksUnder(forest).hear(sentUnder('forest-chief-procurator'));
    expect(versionOf(all, 'H06')).toBe('forest-chief-procurator@2026.1');
    expect(versionOf(clocksUnder(forest).hear(sentUnder(undefined)), 'H06')).toBe(home);
  });
  it('starts nothing on a day on which it does not hold, and what runs is carried to the end', () => {
    const shelf = shelfWith(forest);
    const all = new PureClocks(kinds, new ClockRuleBook(shelf));
    const hand = handOffStory(harbour, customs);
    const data = { ...hand.data, mechanism: 'forest-chief-procurator' };
    all.hear({ ...hand.sent(on('2026-10-13')), data: { ...data, ...hand.frozen, urgency: 'ordinary', isNamed: false } });
    shelf.withdraw('forest-chief-procurator@2026.1', '2026-10-13');
    all.hear({ ...hand.received(on('2026-10-14')), data });
    expect(all.of('H06').status).toBe('ended');
    expect(all.rules()).toEqual(['H06']);
  });
});

describe('a version that has not arrived', () => {
  const book = new ClockRuleBook(shelfWith());
  it('makes its events wait', () => {
    const { step } = problemStory(harbour, customs, '一般');
    expect(() => book.intentsOf(step('P8', on('2026-08-03'), { packVersion: 'lake-chief-procurator@2026.1' }))).toThrow(
      expect.objectContaining({ code: 'PACK_VERSION_NOT_LOADED' }),
    );
  });
  it('counts nothing by another: a clock of it is left alone', () =>
    expect(() => book.under('river-chief-procurator@2027.1')).toThrow(expect.objectContaining({ code: 'PACK_VERSION_NOT_LOADED' })));
  it('or a mechanism of which none has, too', () => {
    const event = handOffStory(harbour, customs).sent(on('2026-10-13'));
    expect(() => book.intentsOf({ ...event, data: { ...event.data, mechanism: 'lake-chief-procurator' } })).toThrow(
      expect.objectContaining({ code: 'PACK_VERSION_NOT_LOADED' }),
    );
  });
});
