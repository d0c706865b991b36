import { isTransient, sqlStateOf } from '@xiezhi/postgres';

/** How deep a fault may be wrapped and still be recognised. */
const layersMax = 5;
const queryCancelled = '57014';

/**
 * Whether the same chunk may succeed a moment later, so that nothing is parked: database away, deadlock, a stream that a command
 * moved meanwhile (`VersionConflict` of libs/event-store, known here by its name only).
 */
export function isPassing(error: unknown): boolean {
  return layersOf(error).some((layer) => isTransient(layer) || layer.name === 'VersionConflict');
}

/** A statement that ran into its time-out may be waiting for a lock, which passes, or may be hopeless, which does not. */
export function isTimeout(error: unknown): boolean {
  return layersOf(error).some((layer) => sqlStateOf(layer) === queryCancelled);
}

function layersOf(error: unknown): Error[] {
  const layers: Error[] = [];
  for (let layer = error; layer instanceof Error && layers.length < layersMax; layer = layer.cause) layers.push(layer);
  return layers;
}
