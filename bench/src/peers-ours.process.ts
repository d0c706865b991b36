// Ours: the acceptance of a hand-off through handle, and the relay of the service, as it runs.
import { KafkaJsBroker, OutboxRelay } from '@xiezhi/messaging';
import { peerPool, readPeerGround, takeForEver } from './peers-ground.ts';
import { handOffIdOf } from './received-hand-offs.ts';
import { acceptance } from './whole-hand-off.ts';

const ground = readPeerGround();
const { brokers, brokerUser, brokerPassword, password } = ground;
const broker = new KafkaJsBroker({ brokers, clientId: 'clue-transfer', credentials: { user: brokerUser, password: brokerPassword } });
const relay = new OutboxRelay({
  service: 'clue-transfer',
  broker,
  pool: peerPool({ ...ground, user: 'clue_transfer_worker', password }),
});
relay.start();
const accept = acceptance(peerPool({ ...ground, user: 'clue_transfer_app', password }));

await takeForEver(ground, async (n) => {
  await accept(handOffIdOf(n));
  relay.wake();
});
