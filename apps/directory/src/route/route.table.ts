import type { RouteTerms } from '@xiezhi/contracts';
import { type RouteCommand, routeDecider, type RouteEvent } from './route.decider.ts';

const id = '01920000-0000-7000-8000-0000000000d1';
const terms: RouteTerms = {
  slug: 'harbour-to-customs',
  name: 'harbour to customs',
  kind: 'owning',
  matterKind: 'clue',
  fromKind: 'TRA',
  toKind: 'POL',
  relation: 'any',
  sourceCodes: ['S01'],
  verbs: { refuse: 'never', return: 'never', forward: 'never', recall: 'never' },
  requiredMaterial: [],
  requiredHistory: [],
  signingChain: ['approver'],
  legalBasis: [{ text: 'agreement', article: '1', evidence: 'D' }],
  validFrom: '2026-01-01',
};
const end = { lastDay: '2026-06-30', reason: 'a new agreement' };
const published: RouteEvent = { type: 'RoutePublished', id, terms };
const withdrawn: RouteEvent = { type: 'RouteWithdrawn', ...end };

const states: Record<string, RouteEvent[]> = { unpublished: [], published: [published], withdrawn: [published, withdrawn] };
const commands: Record<string, RouteCommand> = {
  PublishRoute: { type: 'PublishRoute', id, terms },
  'PublishRoute, other terms': { type: 'PublishRoute', id, terms: { ...terms, relation: 'same-level' } },
  WithdrawRoute: { type: 'WithdrawRoute', ...end },
  'WithdrawRoute, other day': { type: 'WithdrawRoute', ...end, lastDay: '2026-07-31' },
};

/** State × command, printed to route.table.md by `npm run gen`. */
export const table = { decider: routeDecider, states, commands };
