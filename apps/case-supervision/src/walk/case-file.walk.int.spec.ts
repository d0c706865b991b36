import { RoutePublishedV1 } from '@xiezhi/contracts';
import { integrationEvent, runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownAgencies } from '../case-supervision.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { caseSupervision } from '../service.ts';
import { administrativePilWalks } from './administrative-pil.walk.fixture.ts';
import { civilPilWalks } from './civil-pil.walk.fixture.ts';
import { collaborationWalks } from './collaboration.walk.fixture.ts';
import { criminalWalks } from './criminal.walk.fixture.ts';
import { damageClaimWalks } from './damage-claim.walk.fixture.ts';
import { detentionWalks } from './detention.walk.fixture.ts';
import { fileReturnWalks } from './file-return.walk.fixture.ts';
import { filingSupervisionWalks } from './filing-supervision.walk.fixture.ts';
import { penaltyWalks } from './penalty.walk.fixture.ts';
import { restorationWalks } from './restoration.walk.fixture.ts';
import { reverseLinkageWalks } from './reverse-linkage.walk.fixture.ts';
import { riverProblemWalks } from './river-problem.walk.fixture.ts';
import { supervisionWalks } from './supervision.walk.fixture.ts';
import { routes, Walk, type Walks } from './walk.fixture.ts';
import { organKinds } from './walked-clocks.fixture.ts';

let database: TestDatabase;
let service: TestService;
const own = ownAgencies(() => service, organKinds);
const place = { service: () => service, database: () => database, own };
beforeAll(async () => {
  database = await testDatabase('case-supervision', migrations);
  service = await runService(caseSupervision, database);
  // Of the city all of them: a listed order is the city's to give.
  await own.register('city');
  await service.publish(
    ...routes.map((route) => integrationEvent(RoutePublishedV1, `route/${route.id}`, route, { familyId: route.id, parties: [] })),
  );
  await own.known(database);
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

/** One service for all walks; each in a world of its own, several at once. */
const books: Readonly<Record<string, Walks>> = {
  'administrative-pil': administrativePilWalks,
  'civil-pil': civilPilWalks,
  'damage-claim': damageClaimWalks,
  restoration: restorationWalks,
  criminal: criminalWalks,
  'filing-supervision': filingSupervisionWalks,
  detention: detentionWalks,
  'reverse-linkage': reverseLinkageWalks,
  penalty: penaltyWalks,
  collaboration: collaborationWalks,
  'river-problem': riverProblemWalks,
  supervision: supervisionWalks,
  'file-return': fileReturnWalks,
};

describe.concurrent.each(Object.entries(books))('the roads of %s', (book, walks) => {
  it.each(Object.entries(walks))('%s', { timeout: 120_000 }, async (name, go) => {
    const walk = new Walk(place, `${book}.walk › ${name}`);
    await go(walk);
    expect(walk.noted).toBeGreaterThan(0);
  });
});
