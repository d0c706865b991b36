import { createHash } from 'node:crypto';
import type { MatterKind } from '@xiezhi/contracts';
import canonicalize from 'canonicalize';
import type { ClueContent, Material } from '../clue/clue.decider.ts';
import type { FrozenPackage } from './hand-off.decider.ts';

export interface PackageContent {
  handOffId: string;
  matterKind: MatterKind;
  matterId: string;
  sender: string;
  receiver: string;
  routeId: string;
  purpose: string;
  legalBasis: string;
  clue: ClueContent;
  /** The manifest 移送材料清单: material itself stays where it is and is named by its digest. */
  materials: Material[];
}

/**
 * Freezes what is handed over: one JSON text by RFC 8785, and two digests over its UTF-8 bytes, so that either side can show years
 * later what it sent or got. SHA-256 for stock tools, SM3 (GB/T 32905) for national ones.
 */
export function freezePackage(content: PackageContent): FrozenPackage {
  const text = canonicalize({ format: 'xiezhi.package.v1', ...content });
  if (text === undefined) throw new Error('a package is always an object');
  return {
    text,
    sha256: digest('sha256', text),
    sm3: digest('sm3', text),
    materialKinds: [...new Set(content.materials.map((material) => material.kind))],
    materialCount: content.materials.length,
  };
}

function digest(algorithm: 'sha256' | 'sm3', text: string): string {
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}
