import type { MatterKind } from '@xiezhi/contracts';
import { clueMatter } from '../clue/clue.matter.ts';
import { fileMatter } from '../file-flight/file-flight.matter.ts';
import type { Problems } from '../problem/problem.announce.ts';
import { problemMatter } from '../problem/problem.matter.ts';
import type { MatterStream } from './matter-stream.ts';

/** Every kind of matter has a stream here that says where it is, and all are kept in one way. */
export type MatterStreams = Record<MatterKind, MatterStream>;
/** Injection token of the streams, which depend on the charts of the service's pack. */
export const MATTER_STREAMS = Symbol('clue-transfer.matter-streams');

export const matterStreamsWith = (problems: Problems): MatterStreams => ({
  clue: clueMatter,
  problem: problemMatter(problems),
  'case-file': fileMatter,
});
