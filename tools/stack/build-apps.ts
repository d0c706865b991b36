// Builds the programs it is named, one after the other (0.2 s each), and ends. Run by build.ts.
import { bundle } from './bundle.ts';
import { apps } from './services.ts';

for (const name of process.argv.slice(2)) {
  const app = apps.find((candidate) => candidate.name === name);
  if (app === undefined) throw new Error(`there is no program ${name}`);
  await bundle(app);
}
