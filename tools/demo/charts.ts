import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readMechanismPack } from '@xiezhi/mechanism-pack';
import type { StageChart } from '@xiezhi/stage-chart';
import { repository } from '../stack/services.ts';

/** The services' own mechanism, in which a story is told that names no other; its problems and disputes have words of their own. */
export const ownMechanism = 'river-chief-procurator';

/** The mechanisms whose stories are told: their charts give the words of their steps. */
export const packs = globSync('packs/*/pack.yaml', { cwd: repository })
  .toSorted()
  .map((file) => readMechanismPack(join(repository, dirname(file))));

/** @throws Error when the mechanism has no such chart */
export function chartNamed(name: string, mechanism = ownMechanism): StageChart {
  const chart = packs.find(({ header }) => header.name === mechanism)?.charts[name];
  if (chart === undefined) throw new Error(`机制包 ${mechanism} 中没有图 ${name}`);
  return chart;
}
