import { type Action, actionsOf, type ErrorCode, errorCatalogue, type Role } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { FormField } from '@xiezhi/stage-chart';
import { z } from 'zod';

/** One thing the caller could do now, or why not. */
export const PossibleAction = z
  .object({
    verb: z.string().describe('Path of the command below its file or supervision: decide, return, steps/T7, lift'),
    name: z.string(),
    isPossible: z.boolean(),
    code: z.string().optional(),
    title: z.string().optional(),
    advice: z.string().optional(),
    document: z.string().optional().describe('Of a step of the chart, and of issuing an order: code of the document it makes'),
    documentName: z.string().optional().describe('How that document is called'),
    form: z.array(FormField).optional().describe('Of a step of the chart: what it asks for, and what may be said besides'),
    missing: z.array(z.string()).optional(),
    source: z.string().optional(),
  })
  .meta({ id: 'PossibleAction' });
export type PossibleAction = z.infer<typeof PossibleAction>;
export const PossibleActions = z.array(PossibleAction);

export function told(verb: string, name: string, code: ErrorCode | undefined): PossibleAction {
  if (code === undefined) return { verb, name, isPossible: true };
  const { title, advice } = errorCatalogue[code];
  return { verb, name, isPossible: false, code, title, advice };
}

/** What a decider would refuse a command with; undefined when it would not. */
export function refusalOf(ask: () => unknown): Refusal | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Whether a post may ask for it at all: the same table that guards the command. */
export const mayAsk = ({ roles }: { roles: readonly Role[] }, action: Action): boolean =>
  roles.some((role) => actionsOf[role].includes(action));
