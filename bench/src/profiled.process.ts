// Loaded before a process that the bench watches (sampled.ts): SIGUSR2 begins a profile of it, and the next ends and writes it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

const intervalUs = 500;
const folder = process.env['BENCH_PROFILES'];
let session: Session | undefined;

async function toggle(into: string): Promise<void> {
  if (session === undefined) {
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: intervalUs });
    await session.post('Profiler.start');
    return;
  }
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  session = undefined;
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, `${process.pid}.cpuprofile`), JSON.stringify(profile));
}

if (folder !== undefined) process.on('SIGUSR2', () => void toggle(folder));
