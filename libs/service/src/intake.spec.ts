import { describe, expect, it } from 'vitest';
import { Intake, isOpenAfter } from './intake.ts';

const bounds = { outboxWaitingMax: 100, outboxAgeMaxSeconds: 60, queuedMax: 10 };
const nothing = { outboxWaiting: 0, outboxAgeSeconds: 0, queued: 0 };

describe('the door for commands', () => {
  it.each([
    ['announcements', { outboxWaiting: 100 }, { outboxWaiting: 50 }, { outboxWaiting: 49 }],
    ['their age', { outboxAgeSeconds: 60 }, { outboxAgeSeconds: 30 }, { outboxAgeSeconds: 29 }],
    ['commands in line', { queued: 10 }, { queued: 5 }, { queued: 4 }],
  ])('closes when too much waits (%s) and opens when half of it is gone', (_what, full, half, less) => {
    expect(isOpenAfter(true, nothing, bounds)).toBe(true);
    expect(isOpenAfter(true, { ...nothing, ...full }, bounds)).toBe(false);
    expect(isOpenAfter(true, { ...nothing, ...half }, bounds)).toBe(true);
    expect(isOpenAfter(false, { ...nothing, ...half }, bounds)).toBe(false);
    expect(isOpenAfter(false, { ...nothing, ...less }, bounds)).toBe(true);
  });

  it('refuses with a code that is answered 503, tells the operators once, and opens by itself', () => {
    let load = nothing;
    const told: string[] = [];
    const log = {
      warn: (_fields: unknown, message: string) => told.push(message),
      info: (_fields: unknown, message: string) => told.push(message),
    };
    const intake = new Intake(bounds, () => load, log as never);
    intake.admit();
    load = { ...nothing, outboxWaiting: 100 };
    expect(() => intake.admit()).toThrow('OVERLOADED');
    expect(() => intake.admit()).toThrow('OVERLOADED');
    load = nothing;
    intake.admit();
    expect(told).toEqual(['too much waits: commands are answered 503', 'commands are taken again']);
  });
});
