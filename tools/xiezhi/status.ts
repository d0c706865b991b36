import { answersOn, holderOf, isAlive } from '@xiezhi/embedded';
import { z } from 'zod';
import { isReady } from '../stack/app-process.ts';
import { launcherLock, recordedProcess } from '../stack/home.ts';
import { ask, type Running, runningStack, systemAdmin, tokenOf } from './portal.ts';
import { table } from './table.ts';

interface ProgramStatus {
  name: string;
  pid: number | undefined;
  address: string;
  ready: boolean;
}

/** What we show of a service's answer; what else it says is left to those who ask it directly. */
const operationsSchema = z.object({
  outbox: z.object({ waiting: z.number(), oldestSeconds: z.number(), blockedKeys: z.number().default(0) }).optional(),
  consumers: z.array(
    z.object({
      name: z.string(),
      joined: z.boolean(),
      lag: z.number(),
      stopped: z.array(z.object({ topic: z.string(), partition: z.number(), kind: z.string() })),
      failing: z
        .array(
          z.object({
            topic: z.string(),
            partition: z.number(),
            offset: z.number(),
            since: z.string(),
            failures: z.number(),
            fault: z.string(),
          }),
        )
        .default([]),
    }),
  ),
  intake: z.enum(['open', 'closed']).default('open'),
  missing: z.array(z.object({ consumer: z.string(), topic: z.string(), partition: z.number(), missing: z.number() })).default([]),
  parked: z.array(
    z.object({ consumer: z.string(), lane: z.string(), reason: z.string(), state: z.string(), records: z.number(), attempts: z.number() }),
  ),
  refused: z.array(z.object({ consumer: z.string(), code: z.string(), count: z.number() })),
});

type Operations = z.input<typeof operationsSchema>;

const replansSchema = z.object({ isOutstanding: z.boolean() });

export async function showStatus(wish: string | undefined, asJson: boolean): Promise<void> {
  const running = runningStack(wish);
  const launcher = holderOf(launcherLock(running.home));
  const programs = await programsOf(running);
  const operations = await operationsOf(running);
  const troubles = [
    ...Object.entries(operations).flatMap(([service, answer]) => troublesOf(service, answer)),
    ...(await outstandingReplan(running)),
  ];
  const isWell = launcher !== undefined && programs.every(({ ready }) => ready) && troubles.length === 0;
  console.log(
    asJson
      ? JSON.stringify({ isWell, launcher, programs, operations }, null, 2)
      : asText(running, launcher?.pid, programs, operations, troubles),
  );
  if (!isWell) process.exitCode = 1;
}

async function programsOf({ home, stack }: Running): Promise<ProgramStatus[]> {
  const pidOf = (name: string): number | undefined => {
    const recorded = recordedProcess(home, name);
    return recorded !== undefined && isAlive(recorded) ? recorded.pid : undefined;
  };
  const web = [...stack.services, { name: 'identity', url: stack.identity }].map(async ({ name, url }) => ({
    name,
    pid: pidOf(name),
    address: url,
    ready: await isReady(url),
  }));
  const brokerAddress = stack.broker.brokers[0] ?? '';
  const servers = [
    { name: 'postgres', address: `${stack.database.host}:${stack.database.port}`, port: stack.database.port },
    { name: 'kafka', address: brokerAddress, port: Number(brokerAddress.split(':')[1]) },
  ].map(async ({ name, address, port }) => ({ name, pid: pidOf(name), address, ready: await answersOn(port) }));
  return Promise.all([...web, ...servers]);
}

async function operationsOf(running: Running): Promise<Record<string, Operations | string>> {
  const token = await tokenOf(running, systemAdmin).catch((error: unknown) => error);
  if (typeof token !== 'string') return { portal: token instanceof Error ? token.message : String(token) };
  const answers = running.stack.services.map(async ({ name, url }): Promise<[string, Operations | string]> => {
    try {
      const answer = await ask(`${url}/operations/status`, {
        what: `${name} does not tell its status`,
        headers: { authorization: `Bearer ${token}` },
      });
      return [name, operationsSchema.parse(answer)];
    } catch (error) {
      return [name, error instanceof Error ? error.message : String(error)];
    }
  });
  return Object.fromEntries(await Promise.all(answers));
}

/** Whether running deadlines were counted with other calendars than the loaded ones; a service that does not answer is complained of above. */
async function outstandingReplan(running: Running): Promise<string[]> {
  const found = running.stack.services.find(({ name }) => name === 'case-supervision');
  if (found === undefined) return [];
  const answer = await tokenOf(running, systemAdmin)
    .then((token) => ask(`${found.url}/replans`, { what: 'no answer', headers: { authorization: `Bearer ${token}` } }))
    .catch(() => undefined);
  return replansSchema.safeParse(answer).data?.isOutstanding === true
    ? ['case-supervision: a re-plan of running deadlines is outstanding, the calendars have changed; `xiezhi replan propose --calendar`']
    : [];
}

/** What an operator should look at. Waiting rows and lag are the ordinary course of things and are shown, not complained of. */
export function troublesOf(service: string, answer: Operations | string): string[] {
  if (typeof answer === 'string') return [answer];
  const { outbox, consumers, parked, refused, intake, missing = [] } = answer;
  return [
    ...(intake === 'closed' ? [`${service}: too much waits, commands are answered 503`] : []),
    ...((outbox?.blockedKeys ?? 0) > 0 ? [`${service}: ${outbox?.blockedKeys} keys of the outbox cannot be sent`] : []),
    ...consumers.filter(({ joined }) => !joined).map(({ name }) => `${service}: consumer ${name} is not connected`),
    ...consumers.flatMap(({ name, stopped }) =>
      stopped.map(({ topic, partition, kind }) => `${service}: consumer ${name} stopped at ${topic}/${partition}: ${kind}`),
    ),
    ...consumers.flatMap(({ name, failing = [] }) =>
      failing.map(
        ({ topic, partition, offset, failures, since, fault }) =>
          `${service}: consumer ${name} cannot take ${topic}/${partition} from offset ${offset} on since ${since} (${failures} tries): ${fault}`,
      ),
    ),
    ...missing.map(
      ({ consumer, topic, partition, missing: count }) =>
        `${service}: ${count} announcements of ${topic}/${partition} never reached ${consumer}; \`xiezhi replay\` tells them again`,
    ),
    ...parked.map(
      ({ consumer, lane, reason, state, records, attempts }) =>
        `${service}: ${consumer} parked ${lane} (${state}, ${records} records, ${attempts} attempts): ${reason}`,
    ),
    ...refused.map(({ consumer, code, count }) => `${service}: ${consumer} was refused ${count} times with ${code}`),
  ];
}

function asText(
  { home, stack }: Running,
  launcher: number | undefined,
  programs: ProgramStatus[],
  operations: Record<string, Operations | string>,
  troubles: string[],
): string {
  const rows = programs.map(({ name, pid, address, ready }) => [
    name,
    pid === undefined ? '–' : String(pid),
    address,
    ready ? 'ready' : pid === undefined ? 'ended' : 'not ready',
    ...flowOf(operations[name]),
  ]);
  return [
    `home ${home.path}, ${launcher === undefined ? 'NO launcher lives: nothing is restarted; `npm start` takes over, `npm run xiezhi stop` ends it' : `launcher ${launcher}`}, portal ${stack.portal}`,
    '',
    table([['program', 'pid', 'address', 'state', 'outbox', 'lag', 'parked', 'refused'], ...rows]),
    ...(troubles.length === 0 ? [] : ['', 'to look at:', ...troubles.map((trouble) => `  ${trouble}`)]),
  ].join('\n');
}

function flowOf(answer: Operations | string | undefined): string[] {
  if (answer === undefined) return [];
  if (typeof answer === 'string') return ['?', '?', '?', '?'];
  const { outbox, consumers, parked, refused } = answer;
  const waiting = outbox === undefined ? '–' : outbox.waiting === 0 ? '0' : `${outbox.waiting} (${outbox.oldestSeconds.toFixed(1)} s)`;
  const sum = (numbers: number[]): string => String(numbers.reduce((total, number) => total + number, 0));
  return [
    waiting,
    consumers.length === 0 ? '–' : sum(consumers.map(({ lag }) => lag)),
    sum(parked.map(({ records }) => records)),
    sum(refused.map(({ count }) => count)),
  ];
}
