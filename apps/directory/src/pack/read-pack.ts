import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { complaintsAbout } from '../agency/registration.ts';
import { Pack } from './pack.schema.ts';

/** A pack that must not be loaded, with every reason: who repairs the data wants them all at once. */
export class PackInvalid extends Error {
  readonly complaints: string[];

  constructor(folder: string, complaints: string[]) {
    super(`${folder} is not a valid directory pack:\n  ${complaints.join('\n  ')}`);
    this.name = 'PackInvalid';
    this.complaints = complaints;
  }
}

/** Reads and checks a whole pack; nothing of a pack with one mistake is loaded. */
export async function readPack(folder: string): Promise<Pack> {
  const [header, divisions, waterBodies, agencies, competence] = await Promise.all(
    ['pack', 'divisions', 'water-bodies', 'agencies', 'competence'].map((name) => readJson(join(folder, `${name}.json`))),
  );
  const parsed = Pack.safeParse({ header, divisions, waterBodies, agencies, competence });
  if (!parsed.success)
    throw new PackInvalid(
      folder,
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    );
  const complaints = complaintsAboutPack(parsed.data);
  if (complaints.length > 0) throw new PackInvalid(folder, complaints);
  return parsed.data;
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON`, { cause: error });
  }
}

/** What the shape of single entries cannot say: each thing once, and everything that is named exists. */
export function complaintsAboutPack(pack: Pack): string[] {
  const divisions = new Set(pack.divisions.map(({ code }) => code));
  const agencyIds = new Set(pack.agencies.map(({ id }) => id));
  const unknownDivision = (where: string, code: string) => (divisions.has(code) ? [] : [`${where}: no division ${code}`]);
  return [
    ...repeated(
      'division',
      pack.divisions.map(({ code }) => code),
    ),
    ...repeated(
      'water body',
      pack.waterBodies.map(({ id }) => id),
    ),
    ...repeated(
      'agency id',
      pack.agencies.map(({ id }) => id),
    ),
    ...repeated(
      'agency slug',
      pack.agencies.map(({ slug }) => slug),
    ),
    ...repeated(
      'agency name',
      pack.agencies.map(({ name }) => name),
    ),
    ...repeated(
      'credit code',
      pack.agencies.map(({ creditCode }) => creditCode),
    ),
    // Two units with one 机关代字 would print the same numbers.
    ...repeated(
      'document word',
      pack.agencies.flatMap(({ documentWord }) => documentWord ?? []),
    ),
    ...pack.divisions.flatMap(({ code, parent, geographicParent }) => [
      ...(parent === null ? [] : unknownDivision(`division ${code}`, parent)),
      ...(geographicParent === undefined ? [] : unknownDivision(`division ${code}`, geographicParent)),
    ]),
    ...pack.waterBodies.flatMap(({ id, divisions: crossed }) => crossed.flatMap((code) => unknownDivision(`water body ${id}`, code))),
    ...pack.agencies.flatMap((agency) => [
      ...unknownDivision(`agency ${agency.slug}`, agency.division),
      ...(agency.legalEntity === undefined || agencyIds.has(agency.legalEntity)
        ? []
        : [`agency ${agency.slug}: no legal entity ${agency.legalEntity}`]),
      ...complaintsAbout(agency).map(({ path, message }) => `agency ${agency.slug}: ${path.join('.')}: ${message}`),
    ]),
    ...pack.competence.flatMap(({ division, categories, fields }, row) => [
      ...unknownDivision(`competence ${row}`, division),
      ...((categories === undefined) === (fields === undefined) ? [`competence ${row}: either categories or fields`] : []),
    ]),
  ];
}

function repeated(what: string, values: string[]): string[] {
  return values.filter((value, place) => values.indexOf(value) !== place).map((value) => `${what} ${value} stands twice`);
}
