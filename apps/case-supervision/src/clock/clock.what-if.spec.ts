import type { RouteTerms } from '@xiezhi/contracts';
import { agencies } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { handOffStory, on, PureClocks, ruleBook } from './clock.fixture.ts';
import { clocksIfSent, type IfSent } from './clock.what-if.ts';

const { harbour, customs } = agencies;
const kinds = new Map([
  [harbour, 'RCO'],
  [customs, 'PRO'],
]);
const route = { slug: 'clue-from-public', name: '线索移送', kind: 'owning', matterKind: 'clue' } as RouteTerms;
const ifSent = (more: Partial<IfSent> = {}) =>
  clocksIfSent(
    { route, sender: harbour, receiver: customs, matterId: customs, urgency: 'ordinary', at: on('2026-09-30'), ...more },
    ruleBook,
    kinds,
  );

describe('what would be due if it were sent', () => {
  it('is what falls due once it is sent', () => {
    const hand = handOffStory(harbour, customs);
    const really = new PureClocks(Object.fromEntries(kinds)).hear(hand.sent(on('2026-09-30')));
    expect(ifSent().map(({ ruleId }) => ruleId)).toEqual(really.rules());
    for (const { ruleId, ...planned } of ifSent()) {
      const { plan, terms } = really.of(ruleId);
      expect(planned).toMatchObject({ holder: terms.holder, turnsRed: terms.turnsRed, source: terms.source });
      expect(plan).toMatchObject({ state: 'due', dueOn: planned.dueOn, dueAt: planned.dueAt, lateAfter: planned.lateAfter });
    }
  });
  it('says for whom, until when, with the points of its light, and why: the National Day is not counted', () => {
    const [receipt] = ifSent();
    expect(receipt).toMatchObject({
      ruleId: 'H06',
      holder: customs,
      dueOn: '2026-10-08',
      nature: 'internal',
      mark: 'D',
      isProvisional: false,
    });
    expect(receipt!.warningAt).toBeDefined();
    expect(receipt!.sentences.join('')).toContain('为国庆节，不计');
  });
  it('depends on what is handed over and how urgent it is', () => {
    const assignment = { ...route, slug: 'assignment', matterKind: 'problem' } as RouteTerms;
    const [ordinary] = ifSent({ route: assignment });
    const [urgent] = ifSent({ route: assignment, urgency: 'urgent' });
    expect(ordinary!.ruleId).toBe('H02');
    expect(Date.parse(urgent!.dueAt) - Date.parse(urgent!.triggeredAt)).toBe(2 * 3_600_000);
  });
  it('waits for a mechanism that has not arrived', () =>
    expect(() => ifSent({ route: { ...route, mechanism: 'dune-chief-procurator' } })).toThrow('PACK_VERSION_NOT_LOADED'));
});
