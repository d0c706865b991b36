import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { ask, type Running, runningStack, securityAdmin, systemAdmin, told, tokenOf } from './portal.ts';
import { table } from './table.ts';

/** Who acts, and in which practice world; the post stands for the person who holds it. */
export interface Acting {
  as?: string;
  world?: string;
}

const summarySchema = z.object({
  id: z.string(),
  kind: z.enum(['calendar', 'pack-version']),
  target: z.string(),
  status: z.enum(['computing', 'awaiting-confirmation', 'applying', 'applied', 'withdrawn']),
  reason: z.string(),
  proposedBy: z.string(),
  proposedAt: z.string(),
  confirmedBy: z.string().nullable(),
  progress: z.object({
    total: z.number().nullable(),
    looked: z.number(),
    changes: z.number(),
    stays: z.number(),
    done: z.number(),
    moved: z.number(),
  }),
});
type Summary = z.infer<typeof summarySchema>;
const dueSchema = z.union([
  z.object({ state: z.literal('paused') }),
  z.object({ state: z.literal('due'), dueOn: z.string(), dueAt: z.string(), isProvisional: z.boolean() }),
]);
type Due = z.infer<typeof dueSchema>;
const lineSchema = z.object({
  clockId: z.string(),
  matterKind: z.string(),
  matterId: z.string(),
  ruleId: z.string(),
  dueBefore: dueSchema,
  dueAfter: dueSchema.nullable(),
  reason: z.string(),
  outcome: z.string().nullable(),
});
type Line = z.infer<typeof lineSchema>;
const pageSchema = summarySchema.extend({ lines: z.array(lineSchema), next: z.string().nullable() });
const listSchema = z.object({ isOutstanding: z.boolean(), items: z.array(summarySchema) });
const madeSchema = z.object({ id: z.string() });

/** Lines of one answer, and how many are printed unless all are asked for. */
const pageMax = 500;
const shownMax = 50;
const pollMs = 500;

/** The re-plans of case-supervision, with the token of whoever acts. */
class ReplanDoor {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async of(running: Running, acting: Acting, post: string): Promise<ReplanDoor> {
    return new ReplanDoor(`${running.stack.portal}/api/case-supervision/replans`, await tokenOf(running, acting.as ?? post, acting.world));
  }

  get(path: string, what: string): Promise<unknown> {
    return ask(`${this.#url}${path}`, { what, headers: { authorization: `Bearer ${this.#token}` } });
  }

  post(path: string, body: object, what: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    return ask(`${this.#url}${path}`, { what, method: 'POST', headers, body: JSON.stringify(body) });
  }

  async page(id: string, query: Record<string, string>): Promise<z.infer<typeof pageSchema>> {
    return pageSchema.parse(await this.get(`/${id}?${new URLSearchParams(query).toString()}`, `re-plan ${id} cannot be read`));
  }
}

export interface WhichReplan {
  calendar: boolean;
  pack?: string;
  reason: string;
}

/** Proposes, then shows the list growing until it stands. May be left: the service goes on by itself. */
export async function proposeReplan(home: string | undefined, { calendar, pack, reason }: WhichReplan, acting: Acting): Promise<void> {
  if (calendar === (pack !== undefined))
    throw told('what are running deadlines to be counted by?', 'exactly one of two is needed', 'give --calendar, or --pack name@version');
  const door = await ReplanDoor.of(runningStack(home), acting, systemAdmin);
  const body = pack === undefined ? { kind: 'calendar', reason } : { kind: 'pack-version', packVersion: pack, reason };
  const { id } = madeSchema.parse(await door.post('', body, 'nothing was proposed'));
  console.log(`proposed:   re-plan ${id}`);
  const replan = await following(door, id, 'computing');
  if (replan.status === 'awaiting-confirmation')
    console.log(`do:         look at \`xiezhi replan show ${id}\`; a second person confirms it with \`xiezhi replan confirm ${id}\``);
}

export async function listReplans(home: string | undefined, acting: Acting): Promise<void> {
  const door = await ReplanDoor.of(runningStack(home), acting, systemAdmin);
  const { isOutstanding, items } = listSchema.parse(await door.get('', 'the re-plans cannot be read'));
  if (isOutstanding)
    console.log(
      'outstanding: running deadlines were counted with other calendars than the loaded ones; `xiezhi replan propose --calendar`',
    );
  if (items.length === 0) return console.log('nobody has proposed a re-plan');
  const rows = items.map((one) => [one.id, namedTarget(one), one.status, progressOf(one), one.proposedBy, one.proposedAt, one.reason]);
  console.log(table([['re-plan', 'by', 'status', 'progress', 'proposed by', 'at', 'why'], ...rows]));
}

export async function showReplan(
  home: string | undefined,
  id: string,
  which: { stays: boolean; all: boolean },
  acting: Acting,
): Promise<void> {
  const door = await ReplanDoor.of(runningStack(home), acting, systemAdmin);
  const show = which.stays ? 'stays' : 'changes';
  const limit = String(which.all ? pageMax : shownMax);
  let page = await door.page(id, { show, limit });
  console.log(summaryOf(page));
  const lines = [...page.lines];
  while (which.all && page.next !== null) {
    page = await door.page(id, { show, limit, after: page.next });
    lines.push(...page.lines);
  }
  if (lines.length === 0) return console.log(which.stays ? 'nothing stays' : 'nothing would change');
  console.log('');
  console.log(table([['deadline', 'matter', 'row', 'old', 'new', 'done', 'why'], ...lines.map(rowOf)]));
  if (page.next !== null) console.log('… and more: --all shows them');
}

/** Confirms as another person than the proposer, then shows how far it is. May be left: the service goes on by itself. */
export async function confirmReplan(home: string | undefined, id: string, acting: Acting): Promise<void> {
  const door = await ReplanDoor.of(runningStack(home), acting, securityAdmin);
  await door.post(`/${id}/confirm`, {}, `re-plan ${id} was not confirmed`);
  console.log(`confirmed:  re-plan ${id}`);
  await following(door, id, 'applying');
}

export async function withdrawReplan(home: string | undefined, id: string, reason: string, acting: Acting): Promise<void> {
  const door = await ReplanDoor.of(runningStack(home), acting, systemAdmin);
  await door.post(`/${id}/withdraw`, { reason }, `re-plan ${id} was not withdrawn`);
  const { progress } = await door.page(id, { limit: '1' });
  console.log(
    `withdrawn:  re-plan ${id}; ${progress.moved === 0 ? 'no deadline was moved' : `${progress.moved} deadlines were moved before and stay so`}`,
  );
}

async function following(door: ReplanDoor, id: string, stage: 'computing' | 'applying'): Promise<Summary> {
  for (let before = ''; ; await delay(pollMs)) {
    const replan = await door.page(id, { limit: '1' });
    const line = progressOf(replan);
    if (line !== before) console.log(`${`${replan.status}:`.padEnd(11)} ${line}`);
    before = line;
    if (replan.status !== stage) return replan;
  }
}

const namedTarget = ({ kind, target }: Summary): string => (kind === 'calendar' ? `calendars ${target.slice(0, 12)}` : target);

export function progressOf({ status, progress: { total, looked, changes, stays, done, moved } }: Summary): string {
  const found = `${changes} would change, ${stays} stay`;
  switch (status) {
    case 'computing':
      return `${looked} of ${total ?? '?'} looked at, ${found}`;
    case 'awaiting-confirmation':
      return `${looked} looked at, ${found}`;
    case 'applying':
      return `${done} of ${changes} carried out, ${moved} moved`;
    case 'applied':
    case 'withdrawn':
      return `${moved} moved of ${changes}, ${stays} stay`;
  }
}

function summaryOf(replan: Summary): string {
  const { id, status, reason, proposedBy, proposedAt, confirmedBy } = replan;
  return table([
    ['re-plan', id],
    ['by', namedTarget(replan)],
    ['status', status],
    ['progress', progressOf(replan)],
    ['proposed', `${proposedBy}, ${proposedAt}`],
    ['confirmed', confirmedBy ?? '–'],
    ['why', reason],
  ]);
}

const dueText = (due: Due | null): string =>
  due === null ? '–' : due.state === 'paused' ? 'paused' : `${due.dueOn}${due.isProvisional ? ' (provisional)' : ''}`;

function rowOf({ clockId, matterKind, matterId, ruleId, dueBefore, dueAfter, outcome, reason }: Line): string[] {
  return [clockId, `${matterKind}/${matterId}`, ruleId, dueText(dueBefore), dueText(dueAfter), outcome ?? '–', reason];
}
