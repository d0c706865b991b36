import { resolve } from 'node:path';
import { type MechanismPack, PackShelf, packVersionOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { Ladders } from './ladders.ts';

// Three mechanisms side by side, for specs and the generated table: the services' own, one that is harsher, one that has no ladder.
export const pack = readMechanismPack(resolve(import.meta.dirname, '../../../../packs/river-chief-procurator'));
const ladder = pack.ladder!;

/** No joint order, a month at most for a written one, two short extensions, a week between two urgings, admonition at once. */
const lake: MechanismPack = {
  ...pack,
  header: { ...pack.header, name: 'lake-chief-procurator' },
  ladder: {
    ...ladder,
    levels: ladder.levels
      .filter(({ code }) => code !== 'S3')
      .map((level) => (level.code === 'S2' ? { ...level, limitMonthsMax: 1 } : { ...level, removal: [] })),
    extension: { ...ladder.extension, askedBefore: { length: 1, unit: 'calendar-day' }, monthsMax: 1 },
    urging: { ...ladder.urging, quietHours: 168 },
    proposals: { overdue: 'S5', longOverdue: 'S6' },
    conditions: [...ladder.conditions, { code: 'G16', text: '蓝藻大面积暴发', source: '约定（D）' }],
  },
};
const { ladder: _, ...rules } = pack;
const dune: MechanismPack = { ...rules, header: { ...pack.header, name: 'dune-chief-procurator' } };

export const shelf = new PackShelf(pack);
shelf.put(lake);
shelf.put(dune);
export const ladders = new Ladders(shelf);

/** Versions. */
export const [ofHome, ofLake, ofDune] = [pack, lake, dune].map(({ header }) => packVersionOf(header)) as [string, string, string];
export const notArrived = 'canal-chief-procurator@2026.1';
