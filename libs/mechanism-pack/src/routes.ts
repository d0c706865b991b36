import { ClueSource, LegalBasis, MaterialKind, RouteTerms, Uuid } from '@xiezhi/contracts';
import { z } from 'zod';
import { isCarriedByNone } from './known-to-contract.ts';

const carried = { error: ({ input }: { input?: unknown }) => isCarriedByNone(input) };

/** One route as a pack brings it: its terms, and the id under which the directory keeps it. It is of the pack's mechanism. */
export const PackedRoute = z
  .strictObject({
    ...RouteTerms.shape,
    id: Uuid,
    sourceCodes: z
      .array(z.enum(ClueSource.options, carried))
      .max(40)
      .describe('Of the list clue-source; empty for matters without a source'),
    requiredMaterial: z
      .array(z.enum(MaterialKind.options, carried))
      .max(20)
      .describe('Of the list material-kind: one item of each kind at least'),
    legalBasis: z.array(z.strictObject(LegalBasis.shape)).min(1).max(20),
  })
  .omit({ mechanism: true });
export type PackedRoute = z.infer<typeof PackedRoute>;

/** routes.yaml: ways on which matters of this mechanism are handed over. Published with the pack; a changed route is a new one. */
export const PackedRoutes = z
  .array(PackedRoute)
  .min(1)
  .max(100)
  .superRefine((routes, context) => {
    for (const member of ['id', 'slug'] as const)
      routes.forEach((route, place) => {
        if (routes.findIndex((one) => one[member] === route[member]) !== place)
          context.addIssue({ code: 'custom', path: [place, member], message: `${route[member]} stands twice` });
      });
  });
