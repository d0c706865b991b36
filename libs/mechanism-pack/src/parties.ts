import { AgencyKind, LegalBasis } from '@xiezhi/contracts';
import { z } from 'zod';
import { isCarriedByNone } from './known-to-contract.ts';

export const Party = z.strictObject({
  kind: z
    .enum(AgencyKind.options, { error: ({ input }) => isCarriedByNone(input) })
    .describe('Kind of organ, as routes and charts name it'),
  name: z.string().min(1).max(60).describe('Chinese, as officers read it'),
  part: z.string().min(1).max(300).describe('What it does in this mechanism'),
  mayNot: z.string().min(1).max(300).optional().describe('What the law leaves to others'),
  source: z.array(z.strictObject(LegalBasis.shape)).min(1).max(10),
});
export type Party = z.infer<typeof Party>;

/** parties.yaml: the kinds of organs that take part in the mechanism. Which organs of a place these are is the directory's. */
export const Parties = z
  .array(Party)
  .min(1, { error: 'the list is empty' })
  .max(30)
  .superRefine((parties, context) =>
    parties.forEach(({ kind }, place) => {
      if (parties.findIndex((one) => one.kind === kind) !== place)
        context.addIssue({ code: 'custom', path: [place, 'kind'], message: `${kind} stands twice` });
    }),
  );
export type Parties = z.infer<typeof Parties>;
