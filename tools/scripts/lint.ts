import { runTool, secondsSince } from './run.ts';

/** `npm run lint [-- --fix]`: the linter with types and with our borders (tools/lint), then the formatter. Both always run. */
const fix = process.argv.includes('--fix');
const checks = [
  { name: 'oxlint', args: fix ? ['--fix', '.'] : ['.'] },
  { name: 'oxfmt', args: fix ? ['.'] : ['--check', '.'] },
];

for (const { name, args } of checks) {
  const startedAt = performance.now();
  const { code } = await runTool(name, args);
  console.log(`${name}: ${code === 0 ? 'clean' : 'NOT CLEAN'} (${secondsSince(startedAt)})`);
  if (code !== 0) process.exitCode = 1;
}
