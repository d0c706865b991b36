// npm run xiezhi -- <command>: looks at the stack of a home and handles it. Errors say what, why and what next.
import { Command } from 'commander';
import { showClock } from './clock.ts';
import { continueAfterLoss, listActs, rebuild, replay, type WhichAgain } from './mend.ts';
import type { DryRunWish } from './pack-dry-run.ts';
import { checkPackIn, showDifferences } from './pack.ts';
import { listPacks, publishPack, withdrawPack } from './pack-edition.ts';
import { listParked, replayParked, showParked, skipParked } from './parked.ts';
import { type Acting, confirmReplan, listReplans, proposeReplan, showReplan, withdrawReplan } from './replan.ts';
import { reset } from './reset.ts';
import { showStatus } from './status.ts';
import { stop } from './stop.ts';
import { listPosts, printToken } from './token.ts';

const program = new Command('xiezhi')
  .description('Looks at and handles a running Xiezhi 协治 (see `xiezhi <command> --help`).')
  .option('--home <folder>', 'state folder of the stack (default: .xiezhi in the repository, or $XIEZHI_HOME)')
  .showHelpAfterError('(--help tells more)');

const home = (): string | undefined => program.opts<{ home?: string }>().home;

program
  .command('status')
  .description('what runs where, and whether anything waits, lags, was parked or refused; exit code 1 unless all is well')
  .option('--json', 'for programs', false)
  .action((options: { json: boolean }) => showStatus(home(), options.json));

program
  .command('stop')
  .description('stops the stack in order; also what a killed launcher has left')
  .action(() => stop(home()));

program
  .command('reset')
  .description('stops the stack and removes its data: everything in the home but the jars of Kafka')
  .option('--yes', 'do not ask', false)
  .action((options: { yes: boolean }) => reset(home(), options.yes));

program
  .command('token')
  .description('prints an internal token of a post, for curl and for tests (development only, 5 minutes)')
  .option('--as <post>', 'for example anji-river-chief-office.handler')
  .option('--world <uuid>', 'inside this practice world')
  .option('--list', 'print the posts instead', false)
  .addHelpText(
    'after',
    '\nExample: curl -H "Authorization: Bearer $(npm run -s xiezhi -- token --as anji-procuratorate.intake)" http://127.0.0.1:4000/api/me',
  )
  .action((options: { as?: string; world?: string; list: boolean }) =>
    options.list ? listPosts() : printToken(home(), options.as, options.world),
  );

program
  .command('clock')
  .description('shows the legal time of a practice world, or moves it forward')
  .requiredOption('--world <uuid>', 'the practice world')
  .option('--to <moment>', 'ISO 8601 with offset, for example 2026-10-30T09:00:00+08:00; forward only')
  .action((options: { world: string; to?: string }) => showClock(home(), options.world, options.to));

const parked = program.command('parked').description('what waits because it could not be applied, and what becomes of it');
const reasonOption = ['--reason <text>', 'why; kept with the act and read by auditors'] as const;

parked
  .command('list')
  .description('one line a lane, over all services')
  .action(() => listParked(home()));
parked
  .command('show <service.consumer> <lane>')
  .description('the records of a lane in the order of release; never what they say')
  .action((consumer: string, lane: string) => showParked(home(), consumer, lane));
parked
  .command('replay <service.consumer> <lane>')
  .description('tries the first record again now; what waits behind it follows')
  .requiredOption(...reasonOption)
  .action((consumer: string, lane: string, { reason }: { reason: string }) => replayParked(home(), consumer, lane, reason));
parked
  .command('skip <service.consumer> <lane>')
  .description('gives up the first record, or what is missing before it; what it would have done is never done')
  .requiredOption(...reasonOption)
  .action((consumer: string, lane: string, { reason }: { reason: string }) => skipParked(home(), consumer, lane, reason));

program
  .command('replay <service>')
  .description('tells announcements again that the broker has lost; whoever has them drops them')
  .option('--subject <stream>', 'of one stream, for example hand-off/<uuid>')
  .option('--family <uuid>', 'of one family')
  .option('--since <moment>', 'recorded at this moment or later, ISO 8601 with offset')
  .option('--all', 'everything', false)
  .requiredOption(...reasonOption)
  .action((service: string, { reason, ...which }: WhichAgain & { reason: string }) => replay(home(), service, which, reason));

program
  .command('rebuild <service.consumer>')
  .description('empties a read model and lets it read everything again')
  .requiredOption(...reasonOption)
  .action((consumer: string, { reason }: { reason: string }) => rebuild(home(), consumer, reason));

program
  .command('continue <service.consumer>')
  .description('lets a partition go on that stands still because the broker lacks what was not read yet')
  .requiredOption('--topic <topic>', 'as `xiezhi status` shows it')
  .requiredOption('--partition <number>', 'as `xiezhi status` shows it', Number)
  .requiredOption(...reasonOption)
  .action((consumer: string, { reason, ...at }: { topic: string; partition: number; reason: string }) =>
    continueAfterLoss(home(), consumer, at, reason),
  );

program
  .command('acts')
  .description('who mended what, when and why')
  .action(() => listActs(home()));

const pack = program.command('pack').description('mechanism packs: rules as dated data (packs/<name>)');
pack
  .command('check <folder>')
  .description('reads and checks a whole pack; names file, line and place of every mistake; exit code 1 when there is one')
  .action((folder: string) => checkPackIn(folder));
pack
  .command('diff <before> <after>')
  .description('what two versions of a pack say differently, by rows and steps')
  .option('--json', 'for programs', false)
  .action((before: string, after: string, options: { json: boolean }) => showDifferences(before, after, options.json));
pack
  .command('dry-run <folder>')
  .description(
    'replays what was announced through a changed pack: deadlines, warnings, guards and routes that would differ; stores nothing',
  )
  .option(
    '--against <version>',
    'compare with this published version, for example river-chief-procurator@2026.1 (default: each matter with its own)',
  )
  .option('--until <moment>', 'periods run out up to this day or moment (default: now, in practice worlds their own now)')
  .option('--world <uuid>', 'only what happened in this practice world')
  .option('--json', 'everything, for programs', false)
  .addHelpText(
    'after',
    '\nExit code: 0 nothing would differ, 3 something would, 1 the pack has mistakes or the history cannot be read.\nReads the topics as the broker’s reader: whoever may read run/secrets.json of the home.',
  )
  // Loaded when asked for: it brings clocks and a broker's client, for which no other command should wait.
  .action(async (folder: string, wish: DryRunWish) => (await import('./pack-dry-run.ts')).dryRunPack(home(), folder, wish));

pack
  .command('publish <folder>')
  .description('checks a pack and publishes it as a version, with its routes; immutable from then on, and in force from its first day')
  .action((folder: string) => publishPack(home(), folder));
pack
  .command('withdraw <version>')
  .description(
    'no matter is born under this version after the last day, for example forest-chief-procurator@2026.1; those that run keep it',
  )
  .requiredOption('--last-day <day>', 'last legal day, for example 2026-12-31')
  .requiredOption('--reason <text>', 'why; kept and told')
  .action((version: string, { lastDay, reason }: { lastDay: string; reason: string }) => withdrawPack(home(), version, lastDay, reason));
pack
  .command('list')
  .description('the versions that were published, with their first and last days')
  .action(() => listPacks(home()));

const replan = program
  .command('replan')
  .description('running deadlines counted anew by other calendars or a newer pack: proposed, listed, confirmed by a second person')
  .addHelpText(
    'after',
    '\nNothing moves before a second person has confirmed the list. docs/runbooks/replan-outstanding.md tells the whole way.',
  );
const worldOption = ['--world <uuid>', 'the deadlines of this practice world instead of the real ones'] as const;
const asOption = (post: string) => ['--as <post>', `who acts (default: ${post})`] as const;

replan
  .command('propose')
  .description('makes the list of every running deadline that would change, and shows how far it is')
  .option('--calendar', 'by the calendars the services have loaded', false)
  .option('--pack <version>', 'by the rows of a newer version, for example river-chief-procurator@2026.2')
  .requiredOption(...reasonOption)
  .option(...worldOption)
  .option(...asOption('platform.system-admin'))
  .action(({ as, world, ...which }: { calendar: boolean; pack?: string; reason: string } & Acting) =>
    proposeReplan(home(), which, acting({ as, world })),
  );
replan
  .command('list')
  .description('the latest re-plans, and whether one is outstanding')
  .option(...worldOption)
  .action((options: Acting) => listReplans(home(), options));
replan
  .command('show <id>')
  .description('one re-plan with its deadlines: matter, row, old and new day, and why')
  .option('--stays', 'those instead that are meant and stay as they are', false)
  .option('--all', 'all of them', false)
  .option(...worldOption)
  .action((id: string, { stays, all, world }: { stays: boolean; all: boolean } & Acting) =>
    showReplan(home(), id, { stays, all }, acting({ world })),
  );
replan
  .command('confirm <id>')
  .description('carries it out; by another person than proposed it')
  .option(...worldOption)
  .option(...asOption('platform.security-admin'))
  .action((id: string, options: Acting) => confirmReplan(home(), id, options));
replan
  .command('withdraw <id>')
  .description('gives it up; what was moved already stays moved')
  .requiredOption(...reasonOption)
  .option(...worldOption)
  .option(...asOption('platform.system-admin'))
  .action((id: string, { reason, as, world }: { reason: string } & Acting) => withdrawReplan(home(), id, reason, acting({ as, world })));

/** Options that were not given are left out. */
function acting({ as, world }: { as?: string | undefined; world?: string | undefined }): Acting {
  return { ...(as !== undefined && { as }), ...(world !== undefined && { world }) };
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
