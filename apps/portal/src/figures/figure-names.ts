import { agencyKinds, clueResults, clueSources, fieldsOfCooperation } from '@xiezhi/contracts';
import type { SplitName } from '@xiezhi/statistics';

export const splitTitles: Readonly<Record<SplitName, string>> = {
  direction: '移送方向',
  source: '来源',
  domain: '协作领域',
  'water-body': '水体',
  division: '区划',
  row: '期限',
  nature: '期限性质',
  result: '决定结果',
  level: '督办层级',
  category: '类别与地点',
  ending: '结果',
};

const results: Readonly<Record<string, string>> = { ...clueResults, OPEN_CRIMINAL: '刑事立案', NOT_OPEN_CRIMINAL: '不予刑事立案' };
const natures: Readonly<Record<string, string>> = { statutory: '法定', agreed: '约定', internal: '内部' };
const kinds: Readonly<Record<string, string>> = agencyKinds;
const sources: Readonly<Record<string, string>> = clueSources;
const domains: Readonly<Record<string, string>> = fieldsOfCooperation;

const namesOf: Readonly<Partial<Record<SplitName, Readonly<Record<string, string>>>>> = {
  direction: kinds,
  source: sources,
  domain: domains,
  result: results,
  nature: natures,
};

/** A group as officers read it; a code that has no name here is shown as it is. */
export function groupNameOf(split: SplitName, key: string): string {
  const names = namesOf[split] ?? {};
  return key
    .split(' → ')
    .map((code) => names[code] ?? code)
    .join(' → ');
}
