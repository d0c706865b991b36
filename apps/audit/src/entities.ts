import { TrailBody } from './trail/trail-body.entity.ts';
import { TrailHead } from './trail/trail-head.entity.ts';
import { Trail } from './trail/trail.entity.ts';

export const entities = [Trail, TrailBody, TrailHead];
