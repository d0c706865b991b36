import { view } from '@xiezhi/aggregate';
import { fileIdOf } from '@xiezhi/case-supervision/case-file';
import { caseFiles } from '@xiezhi/case-supervision/case-file-aggregate';
import { fileReturns } from '@xiezhi/case-supervision/file-return';
import { clues } from '@xiezhi/clue-transfer/clue';
import { actOf, type Company, harbour, look } from './company.ts';

export type State = Awaited<ReturnType<typeof stateOfAll>>;

/** Everything both services know of the clue, as nobody but the test sees it. Each service is looked at in one transaction. */
export async function stateOfAll(company: Company, clueId: string, handOffIds: readonly string[]) {
  const { clue, handOffs } = await company.asService('clue-transfer', async ({ store }) => {
    const act = actOf({ service: 'clue-transfer' });
    const seen = await view(store, clues, clueId, act);
    if (seen === undefined || seen.state.status === 'unregistered') throw new Error('the clue is gone');
    const each = [];
    for (const id of handOffIds) each.push({ id, state: await look(store, id, act) });
    return { clue: seen.state, handOffs: each.flatMap(({ id, state }) => (state === undefined ? [] : [{ id, ...state }])) };
  });
  const files = await company.asService('case-supervision', async ({ store }) => {
    const act = actOf({ service: 'case-supervision' });
    const each = [];
    for (const { id } of handOffs) {
      const file = (await view(store, caseFiles, fileIdOf(id), act))?.state;
      const talk = (await view(store, fileReturns, fileIdOf(id), act))?.state;
      if (file !== undefined && file.status !== 'unopened' && talk !== undefined) each.push({ handOffId: id, file, talk });
    }
    return each;
  });
  return { flight: clue.flight, handOffs, files };
}

const open: readonly string[] = ['sent', 'received', 'supplement'];

/** What must hold at any moment, however far the news has travelled. @returns what is broken, in words */
export function brokenNow({ flight, handOffs, files }: State): string[] {
  const accepted = handOffs.filter(({ status }) => status === 'accepted');
  const underWay = handOffs.filter(({ status }) => open.includes(status));
  const worked = files.filter(({ talk }) => talk.status !== 'returned');
  const both = files.filter(({ file, talk }) => file.isDecided && (talk.status === 'returned' || file.status === 'returned'));
  const unheard = handOffs.filter((handOff) => 'bounces' in handOff && handOff.bounces >= 3 && !handOff.isNamed);
  const noes = handOffs.filter(
    (handOff) => saysNo(handOff.status) && !('reason' in handOff && handOff.reason.length > 0) && !('next' in handOff),
  );
  return [
    ...(accepted.length > 1 ? ['two owners: two hand-offs stand accepted'] : []),
    ...(worked.length > 1 ? ['two owners: two files are worked on'] : []),
    ...(underWay.length > 1 ? ['two hand-offs under way'] : []),
    ...(underWay.length > 0 && accepted.length > 0 ? ['handed on by who does not own it'] : []),
    ...both.map(({ handOffId }) => `file of ${handOffId} both decided and returned`),
    ...unheard.map(({ id }) => `sent after the third bounce without the coordinator’s word: ${id}`),
    ...noes.map(({ id, status }) => `${status} without a reason: ${id}`),
    ...(new Set(flight.bounces.map(({ handOffId }) => handOffId)).size === flight.bounces.length ? [] : ['a bounce counted twice']),
  ];
}

const saysNo = (status: string) => ['refused', 'forwarded', 'recalled', 'returned'].includes(status);

/** What must hold once all news has arrived. @returns what is broken, in words */
export function brokenAtRest(state: State): string[] {
  const { flight, handOffs, files } = state;
  const accepted = handOffs.find(({ status }) => status === 'accepted');
  const underWay = handOffs.find(({ status }) => open.includes(status));
  const owner = accepted?.receiver ?? harbour.id;
  const lost = handOffs.filter((handOff) => handOff.status === 'forwarded' && !handOffs.some(({ id }) => id === handOff.next.successor));
  const counted = handOffs.filter(({ status }) => ['refused', 'forwarded', 'returned'].includes(status)).length;
  return [
    ...brokenNow(state),
    ...(flight.owner === owner ? [] : ['the clue’s stream names another owner than the hand-offs']),
    ...(flight.inFlight?.handOffId === underWay?.id
      ? []
      : ['the clue is stuck: it waits for a hand-off that is not under way, or knows of none']),
    ...(accepted === undefined || files.some(({ handOffId }) => handOffId === accepted.id) ? [] : ['accepted, and no file']),
    ...lost.map(({ id }) => `forwarded without a successor: ${id}`),
    ...(counted === flight.bounces.length ? [] : [`${counted} bounces, ${flight.bounces.length} counted`]),
    ...files
      .filter(({ file, talk }) => talk.status === 'returned' && file.status !== 'returned')
      .map(() => 'returned, and the file goes on'),
    ...files
      .filter(({ talk, handOffId }) => talk.status === 'returned' && handOffs.find(({ id }) => id === handOffId)?.status !== 'returned')
      .map(() => 'returned, and the hand-off does not know'),
  ];
}
