import { createHash } from 'node:crypto';
import type { HistoryKind, MatterKind, Material } from '@xiezhi/contracts';
import canonicalize from 'canonicalize';
import type { HandedMatter } from '../matter/matter-stream.ts';
import type { FrozenPackage, HandOffDraft, RequestedContent, SentHandOff } from './hand-off.state.ts';

/** What a package says. Nothing stands in it that was not chosen. */
export interface PackageContent {
  format: 'xiezhi.package.v1';
  /** Counts the versions of one hand-off: a supplement makes the next. */
  packageVersion: number;
  handOffId: string;
  sender: string;
  receiver: string;
  routeId: string;
  purpose: string;
  legalBasis: string;
  /** 紧急, and why; absent in what is ordinary. */
  urgent?: { reason: string };
  matter: { matterKind: MatterKind; matterId: string; title: string; sourceCode?: string } & Record<string, unknown>;
  /** The manifest 移送材料清单: material itself stays where it is and is named by its digest. */
  materials: Material[];
  history: Partial<Record<HistoryKind, string>>;
  /** What was handed over before on the way to this package, named by digest. */
  predecessors: Predecessor[];
}
interface Predecessor {
  handOffId: string;
  sender: string;
  receiver: string;
  packageSha256: string;
  packageSm3: string;
  documentNumber?: string;
  /** Why the receiver passed it on; absent where it accepted and its file asked for more. */
  forwardedBecause?: string;
  /** Event by which a case file asked for this hand-off. */
  requestedBy?: string;
}

/** The chosen parts of a matter; title, source and history always go along. */
export function packageOf(
  handOffId: string,
  draft: Headed & Pick<HandOffDraft, 'parts'>,
  matter: Pick<HandedMatter, 'content' | 'materials'>,
): PackageContent {
  const { parts } = draft;
  const content = Object.entries(matter.content).filter(([member]) => parts === undefined || parts.content.includes(member));
  const materials = matter.materials.filter(({ sha256 }) => parts === undefined || parts.materials.includes(sha256));
  return { ...headOf(handOffId, draft), matter: { ...Object.fromEntries(content), ...nameOf(draft) }, materials, predecessors: [] };
}

/** The next version: what was missing is added, nothing is taken away. */
export function supplementedPackage({ text }: FrozenPackage, added: Material[]): PackageContent {
  const before = readPackage(text);
  return { ...before, packageVersion: before.packageVersion + 1, materials: withoutRepeats([...before.materials, ...added]) };
}

/** What the successor of a forwarded hand-off carries: the same content to another receiver, with the chain behind it. */
export function forwardedPackage(predecessor: string, from: SentHandOff & { status: 'forwarded' }): PackageContent {
  const before = readPackage(from.package.text);
  const { successor, receiver, terms, reason, materials } = from.next;
  return {
    ...before,
    packageVersion: 1,
    handOffId: successor,
    receiver,
    routeId: terms.routeId,
    materials: withoutRepeats([...before.materials, ...materials]),
    predecessors: [...before.predecessors, { ...linkTo(predecessor, from), forwardedBecause: reason }],
  };
}

/**
 * What a case file hands on: the content its agency received, with the proof of how it came, and what the file adds of its own. A file
 * that came from nobody gives what it has.
 */
export function requestedPackage(
  handOffId: string,
  draft: Headed & Pick<HandOffDraft, 'requested'>,
  received: SentHandOff | undefined,
): PackageContent {
  const { requested } = draft;
  if (requested === undefined) throw new Error(`hand-off ${handOffId} was not asked for by a file`);
  const { content, materials, predecessors } = receivedBy(requested, received);
  const { facts, materials: added = [] } = requested;
  return {
    ...headOf(handOffId, draft),
    matter: { ...content, ...(facts !== undefined && { facts }), ...nameOf(draft) },
    materials: withoutRepeats([...materials, ...added]),
    predecessors,
  };
}

function receivedBy({ handOffId, eventId }: RequestedContent, received: SentHandOff | undefined) {
  if (handOffId === undefined || received === undefined) return { content: {}, materials: [], predecessors: [] };
  const before = readPackage(received.package.text);
  const { matterKind: _kind, matterId: _id, title: _title, sourceCode: _source, ...content } = before.matter;
  const predecessors = [...before.predecessors, { ...linkTo(handOffId, received), requestedBy: eventId }];
  return { content, materials: before.materials, predecessors };
}

/**
 * Freezes what is handed over: one JSON text by RFC 8785, and two digests over its UTF-8 bytes, so that either side can show years
 * later what it sent or got. SHA-256 for stock tools, SM3 (GB/T 32905) for national ones.
 */
export function freezePackage(content: PackageContent): FrozenPackage {
  const text = canonicalize(content);
  if (text === undefined) throw new Error('a package is always an object');
  return {
    text,
    sha256: digest('sha256', text),
    sm3: digest('sm3', text),
    materialKinds: [...new Set(content.materials.map((material) => material.kind))],
    materialCount: content.materials.length,
  };
}

/** Our own canonical text, never anybody else's. */
function readPackage(text: string): PackageContent {
  return JSON.parse(text) as PackageContent;
}

type Headed = Pick<
  HandOffDraft,
  'matterKind' | 'matterId' | 'title' | 'sourceCode' | 'sender' | 'receiver' | 'routeId' | 'purpose' | 'legalBasis' | 'urgent' | 'history'
>;

function headOf(handOffId: string, draft: Headed) {
  const { sender, receiver, routeId, purpose, legalBasis, urgent, history } = draft;
  const said = { sender, receiver, routeId, purpose, legalBasis, ...(urgent !== undefined && { urgent }), history };
  return { format: 'xiezhi.package.v1' as const, packageVersion: 1, handOffId, ...said };
}

function nameOf({ matterKind, matterId, title, sourceCode }: Headed) {
  return { matterKind, matterId, title, ...(sourceCode !== undefined && { sourceCode }) };
}

function linkTo(handOffId: string, { sender, receiver, package: frozen, documentNumber }: SentHandOff): Predecessor {
  const digests = { packageSha256: frozen.sha256, packageSm3: frozen.sm3 };
  return { handOffId, sender, receiver, ...digests, ...(documentNumber !== undefined && { documentNumber }) };
}

function withoutRepeats(materials: Material[]): Material[] {
  return materials.filter(({ sha256 }, index) => materials.findIndex((other) => other.sha256 === sha256) === index);
}

function digest(algorithm: 'sha256' | 'sm3', text: string): string {
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}
