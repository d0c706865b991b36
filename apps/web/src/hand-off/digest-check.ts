import { useEffect, useState } from 'react';
import type { FrozenPackage } from '../api/types.ts';

export type DigestCheck = 'same' | 'differs' | 'unknown';

/** Computes the SHA-256 of what arrived. `unknown` while computing, and where the browser cannot: `crypto.subtle` needs https. */
export function useDigestCheck(frozen: FrozenPackage | undefined): DigestCheck {
  const [check, setCheck] = useState<DigestCheck>('unknown');
  useEffect(() => {
    let isCurrent = true;
    setCheck('unknown');
    const { subtle } = crypto as Partial<Crypto>;
    if (frozen === undefined || subtle === undefined) return undefined;
    const compute = async () => {
      const bytes = await subtle.digest('SHA-256', new TextEncoder().encode(frozen.text));
      const digest = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      if (isCurrent) setCheck(digest === frozen.sha256 ? 'same' : 'differs');
    };
    void compute();
    return () => {
      isCurrent = false;
    };
  }, [frozen]);
  return check;
}
