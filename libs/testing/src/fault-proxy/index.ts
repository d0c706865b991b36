export { FaultProxy, type Upstream } from './fault-proxy.ts';
export type { Direction, Toxic } from './toxics.ts';
