import { fold } from '@xiezhi/decider';
import type { Role } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { heldBy } from '../matter/flight.ts';
import { handOffDecider } from './hand-off.decider.ts';
import { possibleVerbs } from './hand-off.possible.ts';
import { at, customs, frozen, harbour, on, sent, states } from './hand-off.samples.ts';
import type { ExistingHandOff, HandOffEvent } from './hand-off.state.ts';

const caller = (agency: string, account: string, ...roles: Role[]) => ({ agency, account, roles });
const intake = caller(harbour.id, 'harbour.intake', 'intake');
const head = caller(harbour.id, 'harbour.section-head', 'section-head');
const chief = caller(harbour.id, 'harbour.approver', 'approver');
const desk = caller(customs.id, 'customs.intake', 'intake');
const liaison = caller(customs.id, 'customs.liaison', 'liaison');

function verbsOf(history: HandOffEvent[], who: ReturnType<typeof caller>) {
  const approval = { roles: who.roles, package: frozen, receiver: customs, on, flight: heldBy(harbour.id) };
  return possibleVerbs(fold(handOffDecider, history) as ExistingHandOff, who, { approval, at });
}
const possible = (history: HandOffEvent[], who: ReturnType<typeof caller>) =>
  verbsOf(history, who)
    .filter(({ isPossible }) => isPossible)
    .map(({ verb }) => verb);

describe('what is possible for me now', () => {
  it.each([
    ['a draft', states['draft 起草'], intake, ['revise', 'submit']],
    ['a draft waiting for the head', states['pending-approval 待审批'], head, ['send-back', 'approve']],
    ['a draft waiting for the chief', states['half signed 已签一级'], chief, ['send-back', 'approve', 'recall']],
    ['what was sent', states['sent 已移送'], desk, ['receive']],
    ['what was sent, for the sender', states['sent 已移送'], chief, ['recall']],
    ['what is in hand', states['received 已签收'], desk, ['request-supplement', 'accept', 'refuse', 'forward']],
    [
      'what is wanted back',
      states['recall requested 请求撤回'],
      desk,
      ['request-supplement', 'accept', 'refuse', 'forward', 'consent-recall', 'decline-recall'],
    ],
    ['what misses an item', states['supplement 待补正'], desk, ['accept', 'forward']],
    ['what misses an item, for the sender', states['supplement 待补正'], intake, ['supplement']],
    ['what misses an item for good', states['lapsed 补正期满'], desk, ['accept', 'refuse', 'forward']],
    ['what is over', states['accepted 已受理'], desk, []],
    ['what is in hand, at another desk', states['received 已签收'], liaison, []],
  ])('%s', (_name, history, who, expected) => expect(possible(history, who)).toEqual(expected));

  it('and why the rest is not, with advice', () => {
    const why = (history: HandOffEvent[], who: ReturnType<typeof caller>, verb: string) =>
      verbsOf(history, who).find((entry) => entry.verb === verb);
    const never = { ...sent.draft.verbs, refuse: 'never' as const };
    const mustAccept = [{ ...sent, draft: { ...sent.draft, verbs: never } }, ...states['received 已签收'].slice(-1)];
    expect(why(mustAccept, desk, 'refuse')).toMatchObject({
      code: 'REFUSAL_NOT_PERMITTED',
      title: expect.any(String),
      advice: expect.any(String),
    });
    // The signature awaited, as everything a reader needs to go on, is named.
    expect(why(states['pending-approval 待审批'], chief, 'approve')).toMatchObject({ detail: 'role: section-head' });
    expect(why(states['received 已签收'], desk, 'receive')).toMatchObject({ code: 'HAND_OFF_STEP_ALREADY_TAKEN' });
    expect(why(states['received 已签收'], liaison, 'accept')).toMatchObject({ code: 'ACTION_NOT_PERMITTED' });
  });
});
