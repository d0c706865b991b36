import { setTimeout as pause } from 'node:timers/promises';
import { checkPromises } from '@xiezhi/faults/promises';
import { Company, comesWithinMs, handOffPath, office, procuratorate, received, registered, sent } from '@xiezhi/journeys';
import { eventually } from '@xiezhi/testing';
import { sharedStack } from '@xiezhi/testing/shared-stack';
import type { StackProcess } from '@xiezhi/testing/stack';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectEverybodyLives, isLong } from './blows.ts';

/** How many files are raced over at one moment, so that a blow meets each of them somewhere else. */
const filesPerRound = 6;
const roundsPerProcess = isLong ? 10 : 1;
/** The blow falls at a random moment of the exchange: before, within or after the transactions, or while their events travel. */
const exchangeMs = 250;
const raceWithinMs = 240_000;

interface Raced {
  clueId: string;
  handOffId: string;
  fileId: string;
  /** Who asked for the return: the other side agrees to it. */
  askedBy: 'keeper' | 'sender';
}
/** `yes`, or the code of the no. */
type Answer = string;

const decision = { resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '行政机关已依法履职。' };
const reason = '入河点在相邻区，请由你办另行移送。';

/**
 * DESIGN 3: a return is decided on the file's stream in case-supervision, clue-transfer follows its event. Whatever dies in between,
 * a file is returned or decided and never both, both services say the same, and whoever owns the matter then can go on with it.
 */
describe('a return against a decision', () => {
  const stack = sharedStack();
  const company = new Company(stack);
  const raced: Raced[] = [];

  beforeAll(() => company.officer(`${office}.approver`), comesWithinMs);

  it.each<[StackProcess, number]>(
    (['case-supervision', 'clue-transfer'] as const).flatMap((process) =>
      Array.from({ length: roundsPerProcess }, (_, round): [StackProcess, number] => [process, round + 1]),
    ),
  )(
    'with kill -9 of %s in the middle (round %i): one of the two holds in both services',
    async (process) => {
      const files = await Promise.all(Array.from({ length: filesPerRound }, (_, n) => underReturn(n % 2 === 0 ? 'keeper' : 'sender')));
      raced.push(...files);
      const at = Math.random() * exchangeMs;
      const [answers] = await Promise.all([Promise.all(files.map((file) => race(file))), pause(at).then(() => stack.kill(process))]);
      const outcomes = await Promise.all(files.map((file, n) => outcomeOf(file, answers[n]!)));
      console.log(`    ${process} killed after ${at.toFixed(0)} ms: ${outcomes.join(', ')}`);
    },
    raceWithinMs,
  );

  it(
    'and nothing is lost, doubled or left behind by all of it',
    async () => {
      await expectEverybodyLives(stack);
      const db = stack.pool('postgres');
      const families = raced.map(({ clueId }) => clueId);
      const answered = company.journal.entries.map(({ path, post, key, answer }) => ({
        service: path.split('/')[2] ?? '',
        account: post,
        key,
        ...answer,
      }));
      try {
        await eventually(
          async () => {
            const { lost, doubled, reordered, parked } = await checkPromises(db, { answered, families });
            expect([lost, doubled, reordered, parked].flat()).toEqual([]);
          },
          { withinMs: comesWithinMs * 2, everyMs: 500 },
        );
      } finally {
        await db.end();
      }
    },
    raceWithinMs,
  );

  /** An accepted clue whose file was evaluated, and whose return one side has asked for. */
  async function underReturn(askedBy: Raced['askedBy']): Promise<Raced> {
    const clueId = await registered(company);
    const handOffId = await received(company, clueId);
    await company.does(`${procuratorate}.intake`, handOffPath(handOffId, 'accept'));
    const fileId = await company.waiting(`${procuratorate}.handler`, 'evaluate-case-file', clueId);
    await company.does(`${procuratorate}.handler`, filePath(fileId, 'evaluate'), { findings: '现场已复核。' });
    const asker = askedBy === 'keeper' ? `${procuratorate}.handler` : `${office}.approver`;
    await company.does(asker, filePath(fileId, 'return'), { reason, basis: 'consent' });
    return { clueId, handOffId, fileId, askedBy };
  }

  /** The other side agrees and the keeper decides, at one moment; each says it again under its key until it is answered. */
  async function race({ fileId, askedBy }: Raced): Promise<{ consent: Answer; decided: Answer }> {
    const other = askedBy === 'keeper' ? `${office}.approver` : `${procuratorate}.handler`;
    const said = (post: string, verb: string, body: Record<string, unknown>): Promise<Answer> =>
      company.does(post, filePath(fileId, verb), body).then(
        () => 'yes',
        (error: unknown) => codeOf(error),
      );
    const [consent, decided] = await Promise.all([
      pause(Math.random() * 20).then(() => said(other, 'consent-return', {})),
      pause(Math.random() * 20).then(() => said(`${procuratorate}.approver`, 'decide', decision)),
    ]);
    return { consent, decided };
  }

  /** Waits until both services and the portal agree, checks that they say what was answered, and goes on from there. */
  async function outcomeOf({ clueId, handOffId, fileId }: Raced, { consent, decided }: { consent: Answer; decided: Answer }) {
    const isReturned = consent === 'yes';
    expect([consent, decided]).toEqual(isReturned ? ['yes', 'CASE_FILE_RETURNED'] : ['CASE_FILE_ALREADY_DECIDED', 'yes']);
    const owner = await company.agencyId(isReturned ? office : procuratorate);
    await eventually(
      async () => {
        expect(await told(`${procuratorate}.handler`, filePath(fileId))).toMatchObject({
          status: isReturned ? 'returned' : 'open',
          isDecided: !isReturned,
        });
        for (const post of [`${office}.intake`, `${procuratorate}.intake`])
          expect(await told(post, `/api/clue-transfer/hand-offs/${handOffId}`)).toMatchObject({
            status: isReturned ? 'returned' : 'accepted',
          });
        expect(await told(`${office}.intake`, `/api/clue-transfer/clues/${clueId}`)).toMatchObject({ owner });
        expect(await told(`${office}.intake`, `/api/families/${clueId}`)).toMatchObject({ owner: { id: owner } });
      },
      { withinMs: comesWithinMs * 2, everyMs: 250 },
    );
    if (isReturned) await sent(company, clueId);
    else
      await company.does(
        `${procuratorate}.handler`,
        threadPath(await company.waiting(`${procuratorate}.handler`, 'answer-feedback', clueId)),
        { answer: '已依法履职。' },
      );
    return isReturned ? 'returned' : 'decided';
  }

  async function told(post: string, path: string): Promise<Record<string, unknown>> {
    const officer = await company.officer(post);
    return officer.query<Record<string, unknown>>(path);
  }
});

const filePath = (id: string, verb?: string): string => `/api/case-supervision/case-files/${id}${verb === undefined ? '' : `/${verb}`}`;
const threadPath = (id: string): string => `/api/feedback/threads/${id}/answer`;

/** The code of a portal's no. @throws whatever else it was */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  throw error;
}
