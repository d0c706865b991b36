import { check, listsWrittenOut, spelledOut, type StageChart, WrittenChart } from '@xiezhi/stage-chart';
import { complaintsAboutRows } from '@xiezhi/statutory-time';
import { withAdvice } from './advice.ts';
import { checkCalendars } from './check-calendars.ts';
import { checkCodes } from './check-codes.ts';
import { checkLetters, missingLetters } from './check-letters.ts';
import { checkPack } from './check-pack.ts';
import { checkRoutesNamed } from './check-routes.ts';
import { checkRows } from './check-rows.ts';
import { withDocumentNames } from './document-names.ts';
import { PackHeader } from './header.ts';
import { listsOf } from './lists-of.ts';
import { MechanismPackInvalid, packFilesIn, type Read, readPackFile } from './pack-file.ts';
import { type PackFiles, packFilesFrom } from './pack-files.ts';
import { Places } from './place.ts';
import { type FolderSection, folderSections, type FolderSections, type Section, sections, type Sections } from './sections.ts';

/** A mechanism as dated data (DESIGN 8): who may do what, by when, and why. */
export interface MechanismPack extends Sections, FolderSections {
  header: PackHeader;
  /** Stage charts by name. */
  charts: Readonly<Record<string, StageChart>>;
}

/**
 * What for a pack is read. What is to be published must have all that is asked for today; what is used may be of before it was asked for,
 * and matters run on it.
 */
export type PackPurpose = 'use' | 'publish';

/**
 * Reads and checks a whole pack; nothing of a pack with one mistake is used. Blocks while it reads some dozen small files: services
 * do so once, at their start.
 *
 * @param folder such as packs/river-chief-procurator
 * @throws MechanismPackInvalid naming file and place of every mistake
 */
export const readMechanismPack = (folder: string, purpose: PackPurpose = 'use'): MechanismPack =>
  mechanismPackOf(packFilesFrom(folder), folder, purpose);

/**
 * The same for a pack that came as texts.
 *
 * @param name how complaints call it
 * @throws MechanismPackInvalid naming file and place of every mistake
 */
export function mechanismPackOf(files: PackFiles, name: string, purpose: PackPurpose = 'use'): MechanismPack {
  const complaints: string[] = [];
  const valueOf = <Value>(read: Read<Value> | undefined): Value | undefined => {
    if (read === undefined) return undefined;
    if ('value' in read) return read.value;
    complaints.push(...read.complaints);
    return undefined;
  };

  const header = readPackFile(files, 'pack.yaml', PackHeader);
  if (header === undefined) throw new MechanismPackInvalid(name, ['pack.yaml: there is no such file']);
  const single = Object.entries<Section>(sections).map(([key, section]) => [key, valueOf(readSection(files, section))]);
  const { codes, parties } = Object.fromEntries(single) as Sections;
  const lists = listsOf({ codes, parties });
  // Of lists with a mistake nothing is known: charts that name one are then not judged by it.
  const areListsKnown = Object.entries({ 'codes.yaml': codes, 'parties.yaml': parties }).every(
    ([file, read]) => read !== undefined || !files.has(file),
  );
  const charts = packFilesIn(files, 'charts').flatMap((file) => {
    const read = valueOf(readPackFile(files, file, WrittenChart));
    if (read === undefined) return [];
    const written = listsWrittenOut(read, lists);
    if ('complaints' in written) {
      if (areListsKnown) complaints.push(...written.complaints.map((complaint) => `${file} ${complaint}`));
      return [];
    }
    const chart = spelledOut(written.chart);
    complaints.push(...check(chart).map((complaint) => `${file} ${complaint}`));
    if (file !== `charts/${chart.chart}.yaml`) complaints.push(`${file}: the chart calls itself ${chart.chart}`);
    return [[chart.chart, chart] as const];
  });
  const folders = Object.entries<FolderSection>(folderSections).map(([key, section]) => [
    key,
    // A file with a mistake has no value; its complaint is kept.
    readFolder(files, section).flatMap((read) => valueOf(read) ?? []),
  ]);
  const pack = {
    header: valueOf(header)!,
    charts: Object.fromEntries(charts),
    ...(Object.fromEntries([...single, ...folders]) as Sections & FolderSections),
  };
  const rows = pack.clocks.flatMap(({ rules }) => rules);
  complaints.push(
    ...complaintsAboutRows(
      rows,
      pack.clocks.flatMap(({ information }) => information),
    ).map((complaint) => `clocks: ${complaint}`),
  );
  // A chart with a mistake of its own is not there, and others would seem to wait for it in vain.
  if (complaints.length === 0)
    complaints.push(
      ...checkPack(pack.charts, rows, pack.routes, pack.ladder),
      ...checkRoutesNamed({ charts: pack.charts, rules: rows, feedback: pack.feedback }, pack.routes),
      ...checkRows(rows, pack.charts),
      ...checkCodes({ ...pack, rules: rows }),
      ...checkCalendars(pack.calendars),
      ...(pack.letters === undefined ? [] : checkLetters(pack.letters, pack.charts, pack.ladder)),
      ...(purpose === 'publish' ? missingLetters(pack.letters, pack.charts, pack.ladder) : []),
    );
  if (complaints.length > 0) throw new MechanismPackInvalid(name, placed(files, complaints));
  return { ...pack, charts: withDocumentNames(pack.charts, pack.letters) };
}

/** Complaints that name things by their ids, with the lines where these stand and what to do about them. */
export function placed(files: PackFiles, complaints: readonly string[]): string[] {
  const places = new Places(files);
  return complaints.map((complaint) => withAdvice(places.withLine(complaint)));
}

const readSection = (files: PackFiles, { file, schema }: Section) => readPackFile(files, file, schema);

const readFolder = (files: PackFiles, section: FolderSection) =>
  packFilesIn(files, section.folder).map((file) => readPackFile(files, file, section.schema));
