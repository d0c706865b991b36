import { actionsOf, ClockWarnedV1, roles } from '@xiezhi/contracts';
import { integrationEvent, specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { ladders, notArrived, ofDune, ofHome, ofLake } from '../supervision/ladders.samples.ts';
import { factsOf } from '../supervision/planned.fixture.ts';
import { urgings, urgingsId } from './urging.announce.ts';
import { urgingDecider, type UrgingCommand, type UrgingEvent } from './urging.decider.ts';
import { urgingSubscriptions } from './urging.subscriptions.ts';

const { given, stateAfter } = specFor(urgingDecider);
const [harbour, fishery] = ['01920000-0000-7000-8000-00000000aa01', '01920000-0000-7000-8000-00000000aa04'];
const matterId = '01920000-0000-7000-8000-0000000000c1';
const between = {
  matterKind: 'problem',
  matterId,
  familyId: matterId,
  title: '围网养殖',
  unit: fishery,
  urgedBy: harbour,
  watchers: [harbour],
} as const;
const urging = {
  urgingId: matterId,
  at: '2026-03-25T09:00:00+08:00',
  urgency: 'normal',
  text: '请尽快报送整改情况。',
  account: 'harbour.handler',
} as const;
const urge: UrgingCommand = { type: 'UrgeUnit', between, urging, isJudicial: false, quietHours: 24 };
const urged: UrgingEvent = { type: 'UnitUrged', between, urging };
const later = (at: string, more: Partial<{ urgency: 'urgent' | 'most-urgent'; text: string }> = {}): UrgingCommand => ({
  ...urge,
  urging: { ...urging, text: '再次催办。', at, ...more },
});

describe('an urging', () => {
  it('is a reminder without limit', () => given().when(urge).then(urged));
  it('comes once in twenty-four hours', () => {
    given(urged).when(later('2026-03-26T08:59:59+08:00')).thenRefused('URGED_RECENTLY', { hours: 24 });
    const next = later('2026-03-26T09:00:00+08:00');
    given(urged).when(next).then({ type: 'UnitUrged', between, urging: next.urging });
  });
  it('comes sooner where the urgency rises, and not where it falls', () => {
    const risen = later('2026-03-25T10:00:00+08:00', { urgency: 'urgent' });
    given(urged).when(risen).then({ type: 'UnitUrged', between, urging: risen.urging });
    given(urged, { type: 'UnitUrged', between, urging: risen.urging })
      .when(later('2026-03-25T11:00:00+08:00'))
      .thenRefused('URGED_RECENTLY');
  });
  it('is not slipped in under an earlier date', () => given(urged).when(later('2026-03-24T10:00:00+08:00')).thenRefused('URGED_RECENTLY'));
  it('records nothing when the same is said again', () => given(urged).when(urge).thenNothing());
  it('is held back quietly where the system would repeat itself', () => {
    const { urgedBy: _, ...system } = between;
    given({ type: 'UnitUrged', between: system, urging })
      .when({ ...later('2026-03-25T10:00:00+08:00'), between: system })
      .thenNothing();
  });
  it('reaches no judicial organ and not its own sender', () => {
    given()
      .when({ ...urge, isJudicial: true })
      .thenRefused('UNIT_NOT_SUPERVISABLE');
    given()
      .when({ ...urge, between: { ...between, unit: harbour } })
      .thenRefused('SUPERVISION_OF_ITSELF');
  });
  it('is told without its text, to sender and unit', () => {
    expect(urgings.announce('', urged, stateAfter(urged))).toMatchObject([{ data: { urgedBy: harbour, unit: fishery } }]);
    expect(JSON.stringify(urgings.announce('', urged, stateAfter(urged)))).not.toContain('整改情况');
    expect(urgings.scopeOf(stateAfter(urged)).parties).toEqual([fishery, harbour]);
  });
  it('is one talk per matter, unit and sender', () =>
    expect(new Set([urgingsId(matterId, fishery), urgingsId(matterId, fishery, harbour), urgingsId(matterId, harbour)]).size).toBe(3));
});

describe('a yellow clock', () => {
  const clockId = '01920000-0000-7000-8000-0000000000d1';
  const clock = { clockId, ruleId: 'H04', ruleName: '整改', subject: `problem/${matterId}`, matterKind: 'problem', matterId } as const;
  const parties = { holder: fishery, watchers: [harbour], title: '围网养殖' };
  /** Whether the system urges again so many hours after it did. */
  const urgesAfter = async (hours: number, packVersion?: string) => {
    const at = new Date(Date.parse(urging.at) + hours * 3_600_000).toISOString();
    const said = { ...clock, ...parties, level: 'warning' as const, dueAt: '2026-04-25T00:00:00+08:00' };
    const event = integrationEvent(
      ClockWarnedV1,
      `clock/${clockId}`,
      { ...said, ...(packVersion !== undefined && { packVersion }) },
      { familyId: matterId, parties: [fishery, harbour], actedAt: at },
    );
    const [subscription] = urgingSubscriptions(ladders, new Map([[fishery, { id: fishery, kind: 'AGR', level: 'county' }]]));
    const { urgedBy: _, ...system } = between;
    const before: UrgingEvent = { type: 'UnitUrged', between: system, urging: { ...urging, text: '此前的催办。' } };
    const handled = await Promise.all(subscription!.plan(event).map((planned) => factsOf(planned, [before])));
    return handled.flat().length > 0;
  };
  it('urges again after the quiet hours of its own version', async () => {
    expect(await urgesAfter(23, ofHome)).toBe(false);
    expect(await urgesAfter(24, ofHome)).toBe(true);
    expect(await urgesAfter(167, ofLake)).toBe(false);
    expect(await urgesAfter(168, ofLake)).toBe(true);
  });
  it('urges by the hours of the setting’s pack where its mechanism has no ladder, or none was named', async () => {
    for (const version of [ofDune, undefined]) {
      expect(await urgesAfter(23, version)).toBe(false);
      expect(await urgesAfter(24, version)).toBe(true);
    }
  });
  it('waits for a version that has not arrived', async () =>
    expect(urgesAfter(24, notArrived)).rejects.toMatchObject({ code: 'PACK_VERSION_NOT_LOADED' }));
});

describe('permissions', () => {
  it('to urge belong to those who work on supervision', () =>
    expect(roles.filter((role) => actionsOf[role].includes('supervision:work'))).toEqual([
      'intake',
      'handler',
      'section-head',
      'approver',
    ]));
});
