import { resolve } from 'node:path';
import { chartBookOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import type { Fields } from '@xiezhi/stage-chart';
import { disputesOn } from './dispute.announce.ts';
import type { DisputeCommand } from './dispute.decider.ts';
import type { DisputeEvent } from './dispute.state.ts';

const pack = readMechanismPack(resolve(import.meta.dirname, '../../../../packs/river-chief-procurator'));
/** Disputes on the chart that is delivered. */
export const disputes = disputesOn(chartBookOf([pack]));

export const bureau = '01920000-0000-7000-8000-00000000aa01';
export const otherBureau = '01920000-0000-7000-8000-00000000aa02';
export const office = '01920000-0000-7000-8000-00000000aa03';
export const justice = '01920000-0000-7000-8000-00000000aa04';
export const government = '01920000-0000-7000-8000-00000000aa05';
export const stranger = '01920000-0000-7000-8000-00000000aa06';
export const disputeId = '01920000-0000-7000-8000-0000000000d1';
export const matterId = '01920000-0000-7000-8000-0000000000c1';
export const handOffId = '01920000-0000-7000-8000-0000000000f1';

type Roles = (DisputeCommand & { type: 'TakeStep' })['officer']['roles'];
export const step = (
  transition: string,
  agency: string,
  role: Roles[number],
  fields: Fields = {},
): DisputeCommand & { type: 'TakeStep' } => ({
  type: 'TakeStep',
  transition,
  officer: { agency, account: `${agency.slice(-2)}.${role}`, roles: [role], isJudicial: false },
  on: '2026-09-10',
  fields,
});

const about = { disputeId, matterKind: 'problem', matterId, familyId: matterId, handOffId, title: '泡沫', reason: '上游漂来' } as const;
const scope = { categoryCode: 'P1', divisionCode: '330521102' };
const outcome = { competentUnits: [bureau, otherBureau], decisionNumber: '湖司执监〔2026〕1号', decisionBasis: '同步监测' };

export const commands = {
  raise: {
    type: 'RaiseDispute',
    on: '2026-10-12',
    ...about,
    ...scope,
    cause: 'raised',
    raisedBy: bureau,
    firstReceiver: bureau,
    disputants: [bureau, otherBureau],
    office,
  },
  raiseByBounce: {
    type: 'RaiseDispute',
    on: '2026-10-12',
    ...about,
    cause: 'third-bounce',
    firstReceiver: bureau,
    disputants: [bureau, otherBureau],
    office,
  },
  takeMeasures: step('U1', bureau, 'handler', { measuresTaken: ['围油栏'], takenOn: '2026-09-08' }),
  state: step('D1b', otherBureau, 'handler', { statement: '均达标排放', statedBasis: '水污染防治法第九条' }),
  coordinate: step('D1', office, 'handler'),
  agree: step('D2', office, 'approver', { ...outcome, isAgreed: true }),
  name: step('D2n', office, 'approver', outcome),
  toJustice: step('D3', office, 'approver', { justiceBureau: justice, reason: '双方意见不一' }),
  justiceBinds: step('D4', justice, 'approver', { ...outcome, isAgreed: true }),
  toGovernment: step('D5', justice, 'approver', { government, reason: '仍不一致' }),
  governmentBinds: step('D6', government, 'approver', outcome),
  withdraw: step('D7', bureau, 'approver', { reason: '已协商' }),
} as const satisfies Record<string, DisputeCommand>;

export function factsOf(...asked: DisputeCommand[]): DisputeEvent[] {
  const facts: DisputeEvent[] = [];
  for (const command of asked) {
    const state = facts.reduce<ReturnType<typeof disputes.evolve>>(disputes.evolve, disputes.initialState);
    facts.push(...disputes.decide(command, state));
  }
  return facts;
}
