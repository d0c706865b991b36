import { z } from 'zod';
import { MaterialKind } from './codes/index.ts';

/** One line of a manifest 材料清单: the material itself stays where it is and is named by its digest. */
export const Material = z.strictObject({
  name: z.string().min(1).max(120).describe('Name in the manifest; 不得填写姓名'),
  kind: MaterialKind,
  mediaType: z.string().regex(/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/),
  bytes: z
    .int()
    .min(1)
    .max(2 ** 40)
    .describe('Size of the material, bytes'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256 of the material, lower-case hexadecimal'),
});
export type Material = z.infer<typeof Material>;
