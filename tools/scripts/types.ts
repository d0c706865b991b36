import { runTool } from './run.ts';

/** Type-checks every project, from cache where nothing it stands on has changed. */
const { code } = await runTool('nx', ['run-many', '-t', 'typecheck', '--parallel=2', '--outputStyle=static', ...process.argv.slice(2)], {
  // A daemon would outlive the run.
  env: { NX_DAEMON: 'false' },
});
process.exitCode = code;
