import { afterAll, beforeAll, describe } from 'vitest';
import { disputeBehaviour } from '../dispute/dispute.behaviour.ts';
import { forestBehaviour } from './forest.behaviour.ts';
import { mechanismBehaviour } from './mechanism.behaviour.ts';
import { problemBehaviour } from './problem.behaviour.ts';
import { type River, startRiver } from './river.fixture.ts';
import { riverWalkBehaviour } from './river-walk.behaviour.ts';

let started: River;
beforeAll(async () => {
  started = await startRiver();
});
afterAll(() => started.stop());

/** One river and its organs for all: starting the service takes longer than most of what is asked of it. */
describe('problems along a river', () => {
  problemBehaviour(() => started);
});
describe('problems of another mechanism', () => {
  mechanismBehaviour(() => started);
  forestBehaviour(() => started);
});
describe('disputes along a river', () => {
  disputeBehaviour(() => started);
});
describe('the roads along a river, each stage written by hand', () => {
  riverWalkBehaviour(() => started);
});
