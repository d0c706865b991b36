import { chartBookOf, type MechanismPack } from '@xiezhi/mechanism-pack';
import { specFor } from '@xiezhi/testing';
import { describe, it } from 'vitest';
import { problemDecider } from './problem.decider.ts';
import { commands, factsOf, pack, problemChart, reporting } from './problem.samples.ts';
import type { ProblemEvent } from './problem.state.ts';

/** A later version, in which the place no longer triages. */
const later: MechanismPack = {
  ...pack,
  header: { ...pack.header, version: '2026.2', validFrom: '2026-07-09' },
  charts: {
    ...pack.charts,
    problem: { ...problemChart.chart, transitions: problemChart.chart.transitions.filter(({ id }) => id !== 'P2') },
  },
};
/** Another mechanism, of the same day as the first. */
const forest: MechanismPack = { ...pack, header: { ...pack.header, name: 'forest-chief-procurator' } };
const { given } = specFor(problemDecider(chartBookOf([pack, later, forest])));
const [reported, triaged] = factsOf(commands.report, commands.triage);
/** The first fact as the decider says it; the number comes after. */
function bornUnder(packVersion: string, on = '2026-07-08'): ProblemEvent {
  if (reported?.type !== 'ProblemReported') throw new Error('a problem begins with its report');
  return { ...reported, number: '', packVersion, step: { ...reported.step, on } };
}

describe('two versions of a pack, side by side', () => {
  it('a problem is born under the version of its day', () => {
    given()
      .when({ ...reporting, on: '2026-07-08' })
      .then(bornUnder('river-chief-procurator@2026.1'));
    given()
      .when({ ...reporting, on: '2026-07-09' })
      .then(bornUnder('river-chief-procurator@2026.2', '2026-07-09'));
  });
  it('and keeps it: the later one changes nothing that runs', () => {
    given(bornUnder('river-chief-procurator@2026.1')).when(commands.triage).then(triaged!);
    given(bornUnder('river-chief-procurator@2026.2')).when(commands.triage).thenRefused('TRANSITION_UNKNOWN');
  });
  it('or under the mechanism that is named', () => {
    given()
      .when({ ...reporting, on: '2026-07-09', mechanism: 'forest-chief-procurator' })
      .then(bornUnder('forest-chief-procurator@2026.1', '2026-07-09'));
    given()
      .when({ ...reporting, mechanism: 'lake-chief-procurator' })
      .thenRefused('CHART_UNKNOWN');
  });
});
