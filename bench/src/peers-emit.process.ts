// Stock Nest: the row is saved, then `emit` is called, as its documentation shows it. Nothing connects the two.
import { randomUUID } from 'node:crypto';
import { ClientKafka } from '@nestjs/microservices';
import { HandOffRow } from './peers-entities.ts';
import { peerBody, peerSource, readPeerGround, saslOf, takeForEver } from './peers-ground.ts';

const ground = readPeerGround();
const { brokers, topic } = ground;
const source = await peerSource(ground, [HandOffRow]);
const client = new ClientKafka({
  client: { clientId: 'peers-emit', brokers, sasl: saslOf(ground) },
  producer: { allowAutoTopicCreation: false },
  producerOnlyMode: true,
});
await client.connect();
const rows = source.getRepository(HandOffRow);

await takeForEver(ground, async () => {
  const id = randomUUID();
  await rows.save({ id, peer: 'emit', status: 'accepted' });
  client.emit(topic, { key: id, value: peerBody(id) }).subscribe({ error: () => undefined });
});
