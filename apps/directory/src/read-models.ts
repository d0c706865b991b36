import { projection } from '@xiezhi/messaging';
import { agencyProjection } from './agency/agency.projection.ts';
import { competenceProposalProjection } from './competence-proposal/competence-proposal.projection.ts';
import { mechanismPackProjection } from './mechanism-pack/mechanism-pack.projection.ts';
import { practiceWorldProjection } from './practice-world/practice-world.projection.ts';
import { routeProjection } from './route/route.projection.ts';

/** Consumer of the directory's own topic: one mechanism for every read model, rebuilt by replay. */
export const readModelsConsumer = 'directory.read-models';

export const readModels = projection([
  ...agencyProjection,
  ...routeProjection,
  ...mechanismPackProjection,
  ...practiceWorldProjection,
  ...competenceProposalProjection,
]);
