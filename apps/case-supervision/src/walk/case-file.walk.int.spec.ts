import { RoutePublishedV1 } from '@xiezhi/contracts';
import { integrationEvent, runService, type TestDatabase, testDatabase, type TestService } from '@xiezhi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownAgencies } from '../case-supervision.fixture.ts';
import { migrations } from '../migrations/index.ts';
import { caseSupervision } from '../service.ts';
import { administrativePilWalks } from './administrative-pil.walk.ts';
import { civilPilWalks } from './civil-pil.walk.ts';
import { criminalWalks } from './criminal.walk.ts';
import { damageClaimWalks } from './damage-claim.walk.ts';
import { detentionWalks } from './detention.walk.ts';
import { filingSupervisionWalks } from './filing-supervision.walk.ts';
import { penaltyWalks } from './penalty.walk.ts';
import { restorationWalks } from './restoration.walk.ts';
import { reverseLinkageWalks } from './reverse-linkage.walk.ts';
import { routes, Walk, type Walks } from './walk.fixture.ts';
import { organKinds } from './walked-clocks.fixture.ts';

let database: TestDatabase;
let service: TestService;
const own = ownAgencies(() => service, organKinds);
const place = { service: () => service, database: () => database, own };
beforeAll(async () => {
  database = await testDatabase('case-supervision', migrations);
  service = await runService(caseSupervision, database);
  await own.register();
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
};

describe.concurrent.each(Object.entries(books))('the roads of %s', (book, walks) => {
  it.each(Object.entries(walks))('%s', { timeout: 120_000 }, async (name, go) => {
    const walk = new Walk(place, `${book}.walk › ${name}`);
    await go(walk);
    expect(walk.noted).toBeGreaterThan(0);
  });
});
