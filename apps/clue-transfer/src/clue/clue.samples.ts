import type { ClueCommand, ClueEvent } from './clue.decider.ts';

export const harbour = '01920000-0000-7000-8000-00000000aa01';
export const customs = '01920000-0000-7000-8000-00000000aa02';
export const clueId = '01920000-0000-7000-8000-0000000000c1';
export const handOffId = '01920000-0000-7000-8000-0000000000f1';

const content = {
  title: '排水口异常排水',
  description: '水色发黑',
  sourceCode: 'S18',
  domainCode: 'E4',
  divisionCode: '330523001',
  waterBodyId: 'WB22',
  foundAt: '2026-10-11T09:00:00+08:00',
};
const by = { by: harbour, account: 'harbour.intake' };

const leg = { handOffId, from: harbour, to: customs, routeId: 'volunteer-clue' };
const next = { ...leg, handOffId: '01920000-0000-7000-8000-0000000000f2' };
const disputeId = '01920000-0000-7000-8000-0000000000d1';

export const commands = {
  register: {
    type: 'RegisterClue',
    clueId,
    ...by,
    at: '2026-10-11T10:00:00+08:00',
    classification: '无',
    content,
    materials: [],
    hasReporter: true,
  },
  disclose: { type: 'DiscloseReporter', ...by, purpose: '回访核实' },
  handingOver: { type: 'BeginHandingOver', leg, seen: { bounces: 0, isNamed: false } },
  handedOver: { type: 'RecordHandedOver', leg },
  kept: { type: 'RecordKept', leg, because: 'refused' },
  passedOn: { type: 'RecordForwarded', leg, next },
  givenBack: { type: 'RecordGivenBack', leg },
  named: { type: 'RecordNamed', disputeId, units: [customs] },
} as const satisfies Record<string, ClueCommand>;

const registered: ClueEvent = {
  type: 'ClueRegistered',
  clueId,
  owner: harbour,
  account: by.account,
  content,
  materials: [],
  hasReporter: true,
};
const handingOver: ClueEvent = { type: 'HandingOver', leg };
const handedOver: ClueEvent = { type: 'HandedOver', leg, previousOwner: harbour };
const kept: ClueEvent = { type: 'Kept', leg, because: 'refused' };
const givenBack: ClueEvent = { type: 'GivenBack', leg, previousOwner: customs };
const bouncedOut: ClueEvent = { type: 'BouncedOut', leg };
export const facts = { registered, handingOver, handedOver, kept, givenBack, bouncedOut };
