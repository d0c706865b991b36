import type { Caller } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { legalYearOf, type NumberTypeName, takeNumber } from '@xiezhi/document-number';
import type { Act } from '@xiezhi/event-store';
import type { Queryable } from '@xiezhi/postgres';
import type { ProblemEvent } from './problem.state.ts';

/** Documents that are numbered when their step is taken. An assignment is numbered by its hand-off. */
export const numbered: Readonly<Record<string, NumberTypeName>> = { P10: 'reminder', P11m: 'minutes' };

export const isNumbered = (transition: string): boolean => Object.hasOwn(numbered, transition);

/** The six digits by which problems are counted; a functional area has none of its own and is counted with its city. */
export const countedIn = (divisionCode: string): string =>
  /^\d{6}/.test(divisionCode) ? divisionCode.slice(0, 6) : `${divisionCode.slice(0, 4)}00`;

/** Gives the number a report or a letter is known by, in the transaction that saves it. */
export function numberWith(problemId: string, word: string | undefined, caller: Caller, act: Act) {
  const about = {
    unit: caller.agency,
    year: legalYearOf(act.actedAt ?? caller.world?.legalNow),
    world: caller.world?.id,
    subject: `problem/${problemId}`,
  };
  return (tx: Queryable, events: ProblemEvent[]): Promise<ProblemEvent[]> =>
    Promise.all(
      events.map(async (event): Promise<ProblemEvent> => {
        if (event.type === 'ProblemReported')
          return { ...event, number: await takeNumber(tx, { type: 'problem', word: countedIn(event.report.divisionCode), ...about }) };
        if (event.type !== 'ProblemStepTaken') return event;
        const type = numbered[event.step.transition];
        if (type === undefined) return event;
        if (word === undefined) throw new Refusal('DOCUMENT_WORD_MISSING');
        return { ...event, documentNumber: await takeNumber(tx, { type, word, ...about }) };
      }),
    );
}
