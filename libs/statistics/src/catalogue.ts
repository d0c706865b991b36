import type { FigureDefinition } from './definition.ts';
import { criminalFigures } from './figures/criminal.ts';
import { dutyFigures } from './figures/duties.ts';
import { handlingTimeFigures } from './figures/handling-time.ts';
import { leadFigures } from './figures/leads.ts';
import { litigationFigures } from './figures/litigation.ts';
import { problemFigures } from './figures/problems.ts';
import { togetherFigures } from './figures/together.ts';

/** Every figure there is a number for, in the order of DOMAIN 7.2. */
export const figureDefinitions: readonly FigureDefinition[] = [
  ...leadFigures,
  ...dutyFigures,
  ...problemFigures,
  ...handlingTimeFigures,
  ...litigationFigures,
  ...criminalFigures,
  ...togetherFigures,
].toSorted((one, other) => (one.id < other.id ? -1 : 1));
