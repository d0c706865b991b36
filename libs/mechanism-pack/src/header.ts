import { z } from 'zod';

/** pack.yaml: what the pack is called and from when it holds. */
export const PackHeader = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  title: z.string().min(1).max(120),
  version: z
    .string()
    .regex(/^\d{4}\.\d{1,4}$/)
    .describe('Year and number; a matter records the version it was born under and keeps it'),
  validFrom: z.iso.date().describe('First legal day, Asia/Shanghai'),
  notes: z.array(z.string().min(1).max(500)).max(40).default([]),
});
export type PackHeader = z.infer<typeof PackHeader>;

/** Under this name a matter keeps the rules it was born under: two mechanisms may count their versions alike. */
export const packVersionOf = ({ name, version }: Pick<PackHeader, 'name' | 'version'>): string => `${name}@${version}`;
