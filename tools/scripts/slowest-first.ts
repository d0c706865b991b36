import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { root } from './run.ts';

/** Files that take ten seconds and more, longest first, as seen on two cores. Begun last they would keep one core busy and the other idle. */
const slowest = [
  'tools/stack/launcher.int.spec.ts',
  'tools/generators/generators.int.spec.ts',
  'libs/messaging/src/conformance/producers.int.spec.ts',
  'apps/case-supervision/src/walk/case-file.walk.int.spec.ts',
  'libs/messaging/src/kafkajs/kafkajs.int.spec.ts',
  'apps/clue-transfer/src/problem/river.int.spec.ts',
  'apps/case-supervision/src/clock/clock.killed.int.spec.ts',
  'libs/messaging/src/outage.int.spec.ts',
  'libs/embedded/src/kafka-cluster.int.spec.ts',
  'apps/portal/src/portal.int.spec.ts',
  'apps/directory/src/directory.int.spec.ts',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const place = slowest.indexOf(relative(root, moduleId));
  return place === -1 ? slowest.length : place;
};
const bytes = ({ moduleId }: TestSpecification): number => statSync(moduleId).size;

/** A fresh clone knows nothing of earlier runs, by which vitest would order its files: the others by their size, as vitest does then. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => rank(one) - rank(other) || bytes(other) - bytes(one));
  }
}
