import type { MatterKind } from '@xiezhi/contracts';
import { clueMatter } from '../clue/clue.matter.ts';
import type { Problems } from '../problem/problem.announce.ts';
import { problemMatter } from '../problem/problem.matter.ts';
import type { MatterStream } from './matter-stream.ts';

/** Matters whose streams are of this service. A case file's is not: it asks by event and follows by event. */
export type MatterStreams = Partial<Record<MatterKind, MatterStream>>;
/** Injection token of the streams, which depend on the charts of the service's pack. */
export const MATTER_STREAMS = Symbol('clue-transfer.matter-streams');

export const matterStreamsWith = (problems: Problems): MatterStreams => ({ clue: clueMatter, problem: problemMatter(problems) });
