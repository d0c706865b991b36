// npm start, once everything is installed: starts the stack, keeps it running, stops it on Ctrl-C.
import { Command, Option } from 'commander';
import { tryExclusive } from '@xiezhi/embedded';
import { type Home, homeAt, launcherLock, makeHome } from './home.ts';
import { progressOn, seconds } from './progress.ts';
import { RunningStack } from './stack.ts';
import { whatRunsWhere } from './what-runs-where.ts';

interface Options {
  home?: string;
  ports: 'preferred' | 'auto';
  watch: boolean;
  quiet: boolean;
}

new Command('npm start --')
  .description('Starts Xiezhi 协治: Postgres, Kafka and every service, on this machine alone.')
  .option('--home <folder>', 'state folder (default: .xiezhi in the repository, or $XIEZHI_HOME)')
  .addOption(
    new Option('--ports <which>', 'preferred: the usual ones or the next free; auto: any free ones')
      .choices(['preferred', 'auto'])
      .default('preferred'),
  )
  .option('--watch', 'for development: rebuild a service and start it again when its source changes', false)
  .option('--quiet', 'say only when it is ready, and what goes wrong', false)
  .addHelpText(
    'after',
    '\nStop it with Ctrl-C, or with `npm run xiezhi stop` in another terminal. `npm run xiezhi` lists what else can be done.',
  )
  .action((options: Options) => launch(options))
  .parse();

async function launch(options: Options): Promise<void> {
  const startedAt = performance.now();
  const home = homeAt(options.home);
  makeHome(home);
  const lock = tryExclusive(launcherLock(home));
  if (!('release' in lock)) return alreadyRunning(home, lock.holder.pid);
  const stack = new RunningStack(home, progressOn(options.quiet ? () => undefined : (line) => console.log(line)));
  const stopped = stopOnSignal(stack);
  try {
    const { keys } = await stack.start({ automaticPorts: options.ports === 'auto', watch: options.watch });
    if (!options.quiet) console.log(whatRunsWhere(stack, keys.developmentPassword));
    console.log(`ready in ${seconds(performance.now() - startedAt)}: http://127.0.0.1:${stack.ports.of('portal')}`);
    await stopped.asked;
  } catch (error) {
    if (!stopped.isAsked()) {
      console.error(`\n${error instanceof Error && error.name === 'StartFailure' ? error.message : describe(error)}`);
      process.exitCode = 1;
    }
  }
  await stack.stop();
  lock.release();
  console.log(stopped.isAsked() ? 'everything is stopped; nothing is lost' : 'what had been started is stopped again');
  // Signal handlers and idle sockets would keep us here; everything we were to do is done.
  process.exit();
}

function alreadyRunning(home: Home, pid: number): void {
  console.error(
    `a stack runs already on ${home.path} (launcher ${pid})\n  do:   stop it with Ctrl-C in its terminal or with \`npm run xiezhi stop\`, or start another one with --home <folder> --ports auto`,
  );
  process.exitCode = 1;
}

/** A terminal, npm and start.mjs may each deliver the same Ctrl-C; what comes within a second is one wish, a later one is impatience. */
function stopOnSignal(stack: RunningStack): { asked: Promise<void>; isAsked(): boolean } {
  let askedAt: number | undefined;
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const onSignal = (): void => {
    if (askedAt === undefined) {
      askedAt = performance.now();
      console.log('\nstopping …');
      resolve();
      void stack.stop().catch(() => undefined); // also in the middle of a start; launch() waits for the same
    } else if (performance.now() - askedAt > 1_000) {
      console.error('leaving at once; the next start stops what is left');
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return { asked, isAsked: () => askedAt !== undefined };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? (error.stack ?? error.message) : `${error.message}\n  why:  ${describe(error.cause)}`;
}
