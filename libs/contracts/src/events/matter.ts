import { z } from 'zod';
import { Uuid } from '../ids.ts';

/** What is handed over and worked on 事项. A problem and a clue live in clue-transfer, a case file in case-supervision. */
export const MatterKind = z.enum(['problem', 'clue', 'case-file']);
export type MatterKind = z.infer<typeof MatterKind>;

export const Title = z.string().min(1).max(120).describe('Short title; officers are told 不得填写姓名');

/** Which matter, as every event about it repeats: events of other services arrive in any order. */
export const Matter = { matterKind: MatterKind, matterId: Uuid };

export const ReasonText = z.string().min(1).max(2000);

/** One step of a stage chart. `transition` is the chart's own name for it (P4), `from` and `to` are stages of that chart. */
export const StageStep = {
  chart: z.string().max(80).describe('Name of the chart in the mechanism pack'),
  packVersion: z.string().max(80).describe('Pack and version the matter was born under and keeps, such as river-chief-procurator@2026.1'),
  transition: z.string().max(40),
  from: z.string().max(60),
  to: z.string().max(60),
  stageName: z.string().max(80).optional().describe('Of the stage entered, as officers read it in the chart'),
  deviation: z.boolean().describe('True when a judicial organ’s step was recorded though the chart does not foresee it (G3)'),
};
