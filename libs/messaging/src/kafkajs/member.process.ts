// A member of a group in a process of its own, to be killed: `node member.process.ts '<json>'`. Prints "joined" when it is in.
import { type BrokerAddress, brokerOf } from '../messaging.fixture.ts';
import { slowGhostTuning } from './own-ghosts.fixture.ts';

const { address, topic, group, instance } = JSON.parse(process.argv[2] ?? '{}') as {
  address: BrokerAddress;
  topic: string;
  group: string;
  instance: string;
};
const subscription = await brokerOf(address, { instance, tuning: slowGhostTuning }).subscribe({
  group,
  topics: [topic],
  startOffsets: () => Promise.resolve(new Map()),
  onBatch: ({ next }) => Promise.resolve(next),
  onAlarm: () => undefined,
});
const waiting = setInterval(() => {
  if (!subscription.health().joined) return;
  clearInterval(waiting);
  console.log('joined');
  setInterval(() => undefined, 1000);
}, 20);
