import {
  type Difference,
  diffPacks,
  type MechanismPack,
  MechanismPackInvalid,
  type PackPurpose,
  readMechanismPack,
} from '@xiezhi/mechanism-pack';

/** Checks a pack's folder and says what it holds, or every mistake with its place. */
export function checkPackIn(folder: string): void {
  const pack = packOrComplaints(folder, 'publish');
  if (pack === undefined) return;
  const { name, version, validFrom } = pack.header;
  const charts = Object.values(pack.charts);
  const steps = charts.reduce((sum, { transitions }) => sum + transitions.length, 0);
  const rows = pack.clocks.reduce((sum, { rules }) => sum + rules.length, 0);
  console.log(`${name} ${version}, valid from ${validFrom}: no mistake found`);
  const said = [`${charts.length} charts with ${steps} steps`, `${rows} clock rows`, `calendars of ${pack.calendars.length} years`];
  console.log([...said, routesOf(pack), `${pack.letters?.length ?? 0} documents`].join(', '));
}

function routesOf({ routes }: MechanismPack): string {
  if (routes === undefined) return 'no routes of its own';
  return routes.length === 1 ? '1 route' : `${routes.length} routes`;
}

/** Prints one line a difference; exit code 0 whether there are any or none, 1 when a pack cannot be read. */
export function showDifferences(before: string, after: string, isJson: boolean): void {
  const [old, fresh] = [packOrComplaints(before), packOrComplaints(after)];
  if (old === undefined || fresh === undefined) return;
  const found = diffPacks(old, fresh);
  if (isJson) console.log(JSON.stringify(found, null, 2));
  else console.log(found.length === 0 ? 'both say the same' : [...found.map(lineOf), ...remarks(found)].join('\n'));
}

/** A pack with a mistake is refused with every complaint, on stderr and by exit code 1. */
export function packOrComplaints(folder: string, purpose: PackPurpose = 'use'): MechanismPack | undefined {
  try {
    return readMechanismPack(folder, purpose);
  } catch (error) {
    if (!(error instanceof MechanismPackInvalid)) throw error;
    const { complaints } = error;
    console.error(`${folder}: ${complaints.length} ${complaints.length === 1 ? 'mistake' : 'mistakes'}; nothing of this pack can be used`);
    for (const complaint of complaints) console.error(`  ${complaint}`);
    process.exitCode = 1;
    return undefined;
  }
}

/** What the directory would refuse of it, told before anybody publishes. */
function remarks(found: readonly Difference[]): string[] {
  const changed = new Set(found.flatMap(({ place }) => /^routes (\S+) /.exec(place)?.[1] ?? []));
  return [...changed].map(
    (slug) => `! routes ${slug}: once published it never changes; give the changed route an id and a slug of its own`,
  );
}

/** Long values are cut: the place says where to read them whole. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
};

function lineOf({ place, before, after }: Difference): string {
  if (before === undefined) return `+ ${place}: ${shown(after)}`;
  return after === undefined ? `- ${place}: ${shown(before)}` : `~ ${place}: ${shown(before)} → ${shown(after)}`;
}
