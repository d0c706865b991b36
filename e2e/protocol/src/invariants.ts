import { view } from '@xiezhi/aggregate';
import { fileIdOf } from '@xiezhi/case-supervision/case-file-gathering';
import { fileReturns } from '@xiezhi/case-supervision/file-return';
import { clues } from '@xiezhi/clue-transfer/clue';
import { actOf, caseFiles, type Company, harbour, look } from './company.ts';

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
const bounced: readonly string[] = ['refused', 'forwarded', 'returned'];
const when = (isBroken: boolean, words: string): string[] => (isBroken ? [words] : []);

/** What must hold at any moment, however far the news has travelled. @returns what is broken, in words */
export function brokenNow({ flight, handOffs, files }: State): string[] {
  const accepted = handOffs.filter(({ status }) => status === 'accepted').length;
  const underWay = handOffs.filter(({ status }) => open.includes(status)).length;
  const worked = files.filter(({ talk }) => talk.status !== 'returned').length;
  return [
    ...when(accepted > 1, 'two owners: two hand-offs stand accepted'),
    ...when(worked > 1, 'two owners: two files are worked on'),
    ...when(underWay > 1, 'two hand-offs under way'),
    ...when(underWay > 0 && accepted > 0, 'handed on by who does not own it'),
    ...when(new Set(flight.bounces.map(({ handOffId }) => handOffId)).size < flight.bounces.length, 'a bounce counted twice'),
    ...files.flatMap(({ handOffId, file, talk }) =>
      when(file.isDecided && [talk.status, file.status].includes('returned'), `file of ${handOffId} both decided and returned`),
    ),
    ...handOffs.flatMap((handOff) => [
      ...when('bounces' in handOff && handOff.bounces >= 3 && !handOff.isNamed, `sent without the coordinator’s word: ${handOff.id}`),
      ...when(isBareNo(handOff), `${handOff.status} without a reason: ${handOff.id}`),
    ]),
  ];
}

/** A no says why, a forwarding names who is next. */
function isBareNo(handOff: State['handOffs'][number]): boolean {
  if (handOff.status === 'forwarded') return handOff.next.reason.length === 0;
  return [...bounced, 'recalled'].includes(handOff.status) && !('reason' in handOff && handOff.reason.length > 0);
}

/** What must hold once all news has arrived. @returns what is broken, in words */
export function brokenAtRest(state: State): string[] {
  const { flight, handOffs, files } = state;
  const accepted = handOffs.find(({ status }) => status === 'accepted');
  const underWay = handOffs.find(({ status }) => open.includes(status));
  const counted = handOffs.filter(({ status }) => bounced.includes(status)).length;
  const isThere = (id: string) => handOffs.some((handOff) => handOff.id === id);
  return [
    ...brokenNow(state),
    ...when(flight.owner !== (accepted?.receiver ?? harbour.id), 'the clue’s stream names another owner than the hand-offs'),
    ...when(flight.inFlight?.handOffId !== underWay?.id, 'the clue is stuck: it waits for what is not under way, or knows of none'),
    ...when(accepted !== undefined && !files.some(({ handOffId }) => handOffId === accepted.id), 'accepted, and no file'),
    ...when(counted !== flight.bounces.length, `${counted} bounces, ${flight.bounces.length} counted`),
    ...handOffs.flatMap((one) =>
      when(one.status === 'forwarded' && !isThere(one.next.successor), `forwarded without a successor: ${one.id}`),
    ),
    ...files
      .filter(({ talk }) => talk.status === 'returned')
      .flatMap(({ file, handOffId }) => [
        ...when(file.status !== 'returned', 'returned, and the file goes on'),
        ...when(handOffs.find(({ id }) => id === handOffId)?.status !== 'returned', 'returned, and the hand-off does not know'),
      ]),
  ];
}
