import { docker } from './command.ts';

const projectLabel = 'com.docker.compose.project';
const runLabel = 'xiezhi.testing';
/** A run of the tests is named after its process. */
const ofRun = /^(?:xiezhi-test-)?(\d+)$/;

/**
 * Takes down what runs left behind that were killed: their composition is started again with every engine, and would take the
 * processor from everybody who comes after. What belongs to a living process stays.
 */
export async function removeAbandoned(say: (remark: string) => void): Promise<void> {
  const format = `{{.ID}} {{or (.Label "${projectLabel}") (.Label "${runLabel}") "-"}}`;
  const { ok, output } = await docker(['ps', '--all', '--format', format]);
  if (!ok) return;
  const runs = Map.groupBy(
    output.split('\n').map((line) => line.split(' ')),
    ([, run = '-']) => run,
  );
  for (const [run, containers] of runs) {
    if (!isAbandoned(run)) continue;
    say(`taking down what ${run} left behind, a run that was killed`);
    await docker(['rm', '--force', '--volumes', ...containers.map(([id]) => id!)], { timeoutMs: 120_000 });
    for (const kind of ['volume', 'network']) {
      const { output: left } = await docker([kind, 'ls', '--quiet', '--filter', `label=${projectLabel}=${run}`]);
      const names = left.split(/\s+/).filter((name) => name !== '');
      if (names.length > 0) await docker([kind, 'rm', ...names], { timeoutMs: 60_000 });
    }
  }
}

function isAbandoned(run: string): boolean {
  const pid = ofRun.exec(run)?.[1];
  if (pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
