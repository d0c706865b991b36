// The outbox as tutorials write it: load, three saves in a transaction, and a poll that publishes and marks row by row.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { IsNull } from 'typeorm';
import { HandOffRow, MessageRow } from './peers-entities.ts';
import { peerBody, peerSource, readPeerGround, saslOf, takeForEver } from './peers-ground.ts';

const ground = readPeerGround();
const { brokers, topic } = ground;
const source = await peerSource(ground, [HandOffRow, MessageRow]);
const producer = new kafkajs.Kafka({ clientId: 'peers-save', brokers, sasl: saslOf(ground), logLevel: 0 }).producer({
  allowAutoTopicCreation: false,
});
await producer.connect();

const batch = 100;
const pollMs = 100;

async function publish(): Promise<void> {
  const messages = source.getRepository(MessageRow);
  for (;;) {
    const waiting = await messages.find({ where: { sentAt: IsNull() }, order: { position: 'ASC' }, take: batch });
    for (const message of waiting) {
      await producer.send({ topic, messages: [{ key: message.id, value: message.body }] });
      await messages.save({ ...message, sentAt: new Date() });
    }
    if (waiting.length < batch) await pause(pollMs);
  }
}
void publish();

await takeForEver(ground, () =>
  source.transaction(async (manager) => {
    const id = randomUUID();
    await manager.save(HandOffRow, { id, peer: 'save', status: 'sent' });
    const handOff = await manager.findOneByOrFail(HandOffRow, { id });
    await manager.save(HandOffRow, { ...handOff, status: 'accepted' });
    await manager.save(MessageRow, { id, body: peerBody(id), sentAt: null });
  }),
);
