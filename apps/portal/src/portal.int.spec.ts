import { afterAll, beforeAll, describe } from 'vitest';
import { noticeBehaviour } from './notice/notice.behaviour.ts';
import { passThroughBehaviour } from './pass-through/pass-through.behaviour.ts';
import { type RunningPortal, runPortal } from './running-portal.fixture.ts';
import { signInBehaviour } from './sign-in/sign-in.behaviour.ts';
import { webBehaviour } from './web/web.behaviour.ts';
import { worklistBehaviour } from './worklist/worklist.behaviour.ts';

let portal: RunningPortal;
beforeAll(async () => {
  portal = await runPortal();
}, 120_000);
afterAll(() => portal.stop());

/** The portal as its callers meet it, on a real database and a real broker; each behaviour has agencies of its own. */
describe('sign-in', () => {
  signInBehaviour(() => portal);
});
describe('reading', () => {
  worklistBehaviour(() => portal);
});
describe('passing on', () => {
  passThroughBehaviour(() => portal);
});
describe('telling', () => {
  noticeBehaviour(() => portal);
});
describe('showing', () => {
  webBehaviour(() => portal);
});
