// Loaded before a process that the bench watches (sampled.ts): SIGUSR2 begins a profile of it, and the next ends and writes it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginSampling } from './sampler.ts';

const folder = process.env['BENCH_PROFILES'];
let end: ReturnType<typeof beginSampling> | undefined;

async function toggle(into: string): Promise<void> {
  if (end === undefined) {
    end = beginSampling();
    return;
  }
  const profile = await (await end)();
  end = undefined;
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, `${process.pid}.cpuprofile`), JSON.stringify(profile));
}

if (folder !== undefined) process.on('SIGUSR2', () => void toggle(folder));
