import { type AddressInfo, createServer, type Socket } from 'node:net';
import { logLevel } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { connectionClass, repairConnection } from './connection-repair.ts';
import { createKafka } from './settings.ts';

describe('the repaired connection', () => {
  it('fails when a broker answers what is no frame, and the process lives', async () => {
    const sockets: Socket[] = [];
    // A frame of two bytes: too short for the number of the request it answers.
    const broker = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined).on('data', () => socket.write(Buffer.from([0, 0, 0, 2, 0, 0])));
    });
    await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
    const { port } = broker.address() as AddressInfo;
    const settings = { brokers: [`127.0.0.1:${port}`], clientId: 'test', credentials: { user: 'nobody', password: 'none' } };
    const kafka = createKafka(settings, { retries: 0 });
    kafka.logger().setLogLevel(logLevel.NOTHING);
    await expect(kafka.admin().connect()).rejects.toThrow(/outside buffer bounds|Connection/);
    for (const socket of sockets) socket.destroy();
    broker.close();
  });

  it('is repaired once', () => {
    repairConnection();
    const before = connectionClass().prototype.processData;
    repairConnection();
    expect(connectionClass().prototype.processData).toBe(before);
  });
});
