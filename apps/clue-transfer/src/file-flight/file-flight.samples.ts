import type { FileFlightCommand, FileFlightEvent } from './file-flight.decider.ts';

export const customs = '01920000-0000-7000-8000-00000000aa02';
export const lighthouse = '01920000-0000-7000-8000-00000000aa04';
const government = '01920000-0000-7000-8000-00000000aa05';
export const fileId = '01920000-0000-7000-8000-0000000000a1';
export const familyId = '01920000-0000-7000-8000-0000000000c1';

const opening = { fileId, keeper: customs, familyId, title: '排水口异常排水', sourceCode: 'S18' };
/** Legs of the file, one after the other, all to the same receiver. */
export const leg = (place: number) => ({
  handOffId: `01920000-0000-7000-8000-0000000000f${place}`,
  from: customs,
  to: lighthouse,
  routeId: 'between-procuratorates',
  coordinator: government,
});
const next = { ...leg(2), to: government };

export const commands = {
  open: { type: 'OpenFileFlight', ...opening },
  handingOver: { type: 'BeginHandingOver', leg: leg(1), seen: { bounces: 0, isNamed: false } },
  handedOver: { type: 'RecordHandedOver', leg: leg(1) },
  kept: { type: 'RecordKept', leg: leg(1), because: 'refused' },
  passedOn: { type: 'RecordForwarded', leg: leg(1), next },
  givenBack: { type: 'RecordGivenBack', leg: leg(1) },
  named: { type: 'RecordNamed', disputeId: familyId, units: [lighthouse] },
} as const satisfies Record<string, FileFlightCommand>;

export const opened: FileFlightEvent = { type: 'FileFlightOpened', ...opening };
const bounce = (place: number): FileFlightEvent[] => [
  { type: 'HandingOver', leg: leg(place) },
  { type: 'Kept', leg: leg(place), because: 'refused' },
];
const [handingOver, kept] = bounce(1) as [FileFlightEvent, FileFlightEvent];
const handedOver: FileFlightEvent = { type: 'HandedOver', leg: leg(1), previousOwner: customs };
const givenBack: FileFlightEvent = { type: 'GivenBack', leg: leg(1), previousOwner: lighthouse };
export const bouncedOut: FileFlightEvent = { type: 'BouncedOut', leg: leg(3) };

/** The facts that lead to each state. */
export const states = {
  unopened: [],
  'held 主办': [opened],
  'handing-over 移送中': [opened, handingOver],
  'held by the receiver 已移交': [opened, handingOver, handedOver],
  'held again 留办': [opened, handingOver, kept],
  'given back 已退回': [opened, handingOver, handedOver, givenBack],
  'bounced out 三次退转': [opened, ...bounce(1), ...bounce(2), ...bounce(3), bouncedOut],
} satisfies Record<string, FileFlightEvent[]>;
