import type { MatterKind } from '@xiezhi/contracts';
import { clueMatter } from '../clue/clue.matter.ts';
import type { MatterStream } from './matter-stream.ts';

/** Matters whose streams are of this service. A case file's is not: it asks by event and follows by event. */
export const matterStreams: Partial<Record<MatterKind, MatterStream>> = { clue: clueMatter };
