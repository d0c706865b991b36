import { ClueSource, DivisionCode, FieldOfCooperation, Instant, MaterialKind } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';
import { ReporterIdentity } from '../reporter/reporter-vault.ts';

const noNames = '不得填写姓名';

export const MaterialEntry = z.strictObject({
  name: z.string().min(1).max(120).describe(`Name in the manifest; ${noNames}`),
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

export const RegisterClueBody = z
  .strictObject({
    ...actedAtFields,
    title: z.string().trim().min(1).max(120).describe(noNames),
    description: z.string().trim().min(1).max(4000).describe(noNames),
    sourceCode: ClueSource,
    domainCode: FieldOfCooperation,
    divisionCode: DivisionCode,
    waterBodyId: z
      .string()
      .regex(/^[A-Z0-9-]{1,12}$/)
      .optional(),
    place: z.string().trim().min(1).max(200).optional().describe(noNames),
    foundAt: Instant,
    classification: z
      .enum(['无', '秘密', '机密', '绝密'])
      .default('无')
      .describe('密级: anything but 无 is refused, such material must not enter'),
    materials: z.array(MaterialEntry).max(100),
    reporter: ReporterIdentity.optional().describe('Sealed at once; absent for an anonymous report'),
  })
  .meta({ id: 'RegisterClue' });
export type RegisterClueBody = z.infer<typeof RegisterClueBody>;

export const DiscloseReporterBody = z
  .strictObject({ ...actedAtFields, purpose: z.string().trim().min(2).max(200).describe('Why the identity is needed; recorded') })
  .meta({ id: 'DiscloseReporter' });

export const ClueView = z
  .object({
    id: z.uuid(),
    version: z.int(),
    status: z.enum(['held', 'handing-over']),
    owner: z.uuid(),
    registeredBy: z.uuid(),
    handOffId: z.uuid().optional(),
    content: z.object({
      title: z.string(),
      description: z.string(),
      sourceCode: z.string(),
      domainCode: z.string(),
      divisionCode: z.string(),
      waterBodyId: z.string().optional(),
      place: z.string().optional(),
      foundAt: z.string(),
    }),
    materials: z.array(MaterialEntry),
    hasReporter: z.boolean(),
    world: z.uuid().optional(),
  })
  .meta({ id: 'Clue' });
