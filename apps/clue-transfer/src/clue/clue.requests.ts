import { DivisionCode, DomainCode, Instant, Material, SourceCode } from '@xiezhi/contracts';
import { actedAtFields } from '@xiezhi/http';
import { z } from 'zod';
import { ReporterIdentity } from '../reporter/reporter-vault.ts';

const noNames = '不得填写姓名';

export const RegisterClueBody = z
  .strictObject({
    ...actedAtFields,
    title: z.string().trim().min(1).max(120).describe(noNames),
    description: z.string().trim().min(1).max(4000).describe(noNames),
    sourceCode: SourceCode,
    domainCode: DomainCode,
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
    materials: z.array(Material).max(100),
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
    handOffId: z.uuid().optional().describe('The owning hand-off under way'),
    bounces: z.int().describe('How often the clue was refused, forwarded or returned; after the third a receiver must be named'),
    mustGoTo: z.array(z.uuid()).optional().describe('Named by a coordinator or a bound dispute: nobody else may get it'),
    grownFrom: z.uuid().optional(),
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
    materials: z.array(Material),
    hasReporter: z.boolean(),
    world: z.uuid().optional(),
  })
  .meta({ id: 'Clue' });
