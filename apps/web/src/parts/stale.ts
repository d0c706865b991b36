import { useEffect, useState } from 'react';
import { onStale } from '../api/http.ts';
import { refresh } from '../api/queries.ts';

/** A read model that had not caught up within the service's two seconds is asked again after this. */
const againMs = 2000;

/** Whether what is shown may be older than the officer's own last act; it is then read again by itself. */
export function useIsStale(): boolean {
  const [isStale, setStale] = useState(false);
  useEffect(() => onStale(setStale), []);
  useEffect(() => {
    if (!isStale) return undefined;
    const timer = window.setTimeout(() => void refresh(), againMs);
    return () => window.clearTimeout(timer);
  }, [isStale]);
  return isStale;
}
