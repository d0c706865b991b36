import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '@xiezhi/contracts';
import { repository } from '@xiezhi/tools/stack';

interface AgencyEntry {
  id: string;
  slug: string;
  name: string;
  posts: { id: string; role: Role }[];
}

const agencies = JSON.parse(readFileSync(join(repository, 'packs', 'huzhou', 'directory', 'agencies.json'), 'utf8')) as AgencyEntry[];

export function agency(slug: string): AgencyEntry {
  const found = agencies.find((entry) => entry.slug === slug);
  if (found === undefined) throw new Error(`the directory pack has no agency ${slug}`);
  return found;
}
