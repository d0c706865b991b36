import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { tabs, type Tab } from '../api/types.ts';
import { CaseFilePage } from '../chart/case-file-page.tsx';
import { OpenFilePage } from '../chart/open-file-page.tsx';
import { SharedMatterPage } from '../chart/shared-matter-page.tsx';
import { ClueFormPage } from '../draft/clue-form.tsx';
import { DraftPage } from '../draft/draft-page.tsx';
import { RevisePage } from '../draft/revise-page.tsx';
import { FiguresPage } from '../figures/figures-page.tsx';
import { FamilyPage } from '../hand-off/family-page.tsx';
import { HandOffPage } from '../hand-off/hand-off-page.tsx';
import { NotFound } from '../parts/not-found.tsx';
import { WorkbenchPage } from '../work/workbench.tsx';
import { Shell } from './shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });

/** The address holds which list is shown, so that it can be sent to a colleague. */
export interface WorkSearch {
  tab?: Tab;
  turn?: 'all';
  cursor?: string;
}

const workRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: WorkbenchPage,
  validateSearch: ({ tab, turn, cursor }: Record<string, unknown>): WorkSearch => ({
    ...(tabs.includes(tab as Tab) && { tab: tab as Tab }),
    ...(turn === 'all' && { turn }),
    ...(typeof cursor === 'string' && { cursor }),
  }),
});

const handOffRoute = createRoute({ getParentRoute: () => rootRoute, path: '/hand-offs/$handOffId', component: HandOffPage });
const familyRoute = createRoute({ getParentRoute: () => rootRoute, path: '/families/$familyId', component: FamilyPage });
const clueFormRoute = createRoute({ getParentRoute: () => rootRoute, path: '/clues/new', component: ClueFormPage });
const draftFormRoute = createRoute({ getParentRoute: () => rootRoute, path: '/clues/$clueId/hand-over', component: DraftPage });
const reviseRoute = createRoute({ getParentRoute: () => rootRoute, path: '/hand-offs/$handOffId/revise', component: RevisePage });
const caseFileRoute = createRoute({ getParentRoute: () => rootRoute, path: '/case-files/$caseFileId', component: CaseFilePage });
const openFileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/case-files/new',
  component: OpenFilePage,
  validateSearch: ({ from }: Record<string, unknown>): { from?: string } => (typeof from === 'string' ? { from } : {}),
});
const problemRoute = createRoute({ getParentRoute: () => rootRoute, path: '/problems/$problemId', component: ProblemPage });
function ProblemPage() {
  return <SharedMatterPage kind="problem" id={problemRoute.useParams().problemId} />;
}
const disputeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/disputes/$disputeId', component: DisputePage });
function DisputePage() {
  return <SharedMatterPage kind="dispute" id={disputeRoute.useParams().disputeId} />;
}

const ofHandOffs = [handOffRoute, reviseRoute, clueFormRoute, draftFormRoute];
const ofCharts = [caseFileRoute, openFileRoute, problemRoute, disputeRoute];

const figuresRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/figures',
  component: FiguresPage,
  validateSearch: ({ period }: Record<string, unknown>): { period?: string } => (typeof period === 'string' ? { period } : {}),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([workRoute, familyRoute, figuresRoute, ...ofHandOffs, ...ofCharts]),
  defaultPreload: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
