import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { type PackFiles, packed, packFilesFrom } from '@xiezhi/mechanism-pack';

const forest = packFilesFrom(fileURLToPath(new URL('../../../../packs/forest-chief-procurator', import.meta.url)));
const caseFile = 'charts/case-file.yaml';
const general = (forest.get(caseFile) ?? '').replace('opening:\n  received: [forest-clue]\n', '');

/** A delivered mechanism under another name: a whole pack, checked as in earnest. It brings the routes that are given, and names none. */
export function harbourFiles(version: string, validFrom: string, more: Record<string, string> = {}): PackFiles {
  const header = `name: harbour-master\ntitle: 港长协作机制\nversion: "${version}"\nvalidFrom: "${validFrom}"\n`;
  const { 'routes.yaml': routes, ...others } = more;
  const files = new Map([...forest, ['pack.yaml', header], [caseFile, general], ...Object.entries(others)]);
  if (routes === undefined) files.delete('routes.yaml');
  else files.set('routes.yaml', routes);
  return files;
}

export const harbour = (version: string, validFrom: string, more: Record<string, string> = {}) => ({
  content: packed('harbour-master', harbourFiles(version, validFrom, more)),
});

/** What a hostile client sends: whatever it likes, packed without a check. */
export const unchecked = (content: unknown) => ({ content: gzipSync(JSON.stringify(content)).toString('base64') });

export const harbourRoute = (slug: string, id: string) => `
- id: ${id}
  slug: ${slug}
  name: 港务移送海警
  kind: owning
  matterKind: clue
  fromKind: TRA
  toKind: POL
  relation: any
  sourceCodes: [S13]
  verbs: { refuse: never, return: never, forward: never, recall: never }
  requiredMaterial: []
  requiredHistory: []
  signingChain: [approver]
  legalBasis: [{ text: 演练约定, article: 一, evidence: D }]
  validFrom: "2026-01-01"
`;
