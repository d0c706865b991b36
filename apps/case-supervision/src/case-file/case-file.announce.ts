import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { CaseFileDecidedV1, CaseFileHandOffRequestedV1, CaseFileOpenedV1, CaseFileStageEnteredV1, ClueSource } from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import { arrivalOf, type ChartBook, type TakenStep } from '@xiezhi/stage-chart';
import type { z } from 'zod';
import { resultOf } from './case-file-decision.ts';
import { relatedTo } from './case-file-relation.ts';
import { type CaseFile, caseFileDecider, type CaseFileCommand, type CaseFileEvent, type OpenedFile } from './case-file.decider.ts';

/**
 * What of a file becomes public: that it was opened, which stages it entered and how it was decided. Findings and reasons stay inside
 * (DOMAIN 2.2: own unit only); the sender reads the keeper's own words in the feedback it is owed, and a return on its own stream.
 */
function announce(charts: ChartBook, id: string, event: CaseFileEvent, file: CaseFile): Announcement[] {
  const known = opened(file);
  const { handOffId, matterKind, matterId, agency, sender, title } = known;
  const came = { ...(handOffId !== undefined && { handOffId }), ...(sender !== undefined && { sender }) };
  const named = { caseFileId: id, ...came, matterKind, matterId, agency, title };
  switch (event.type) {
    case 'CaseFileOpened':
      return [announcement(CaseFileOpenedV1, { ...named, chart: event.chart, packVersion: event.packVersion, isOwning: !known.isShared })];
    case 'CaseFileStepTaken':
      return [...stageEntered(charts, named, known, event.step), ...decided({ ...named, packVersion: known.packVersion }, event.step)];
    case 'CaseFileHandOffRequested': {
      const { handOffId: requestedHandOffId, receiver, routeId, purpose, legalBasis, facts, materials } = event;
      const added = { ...(facts !== undefined && { facts }), ...(materials !== undefined && { materials }) };
      const asked = { requestedHandOffId, receiver, routeId, purpose, legalBasis, ...added };
      // A file that came without a source of its own was found while the keeper was at work.
      const sourceCode = known.sourceCode ?? ClueSource.enum.S06;
      return [announcement(CaseFileHandOffRequestedV1, { ...named, ...asked, sourceCode, isSuccessor: !event.isShare })];
    }
    case 'CaseFileReturned':
      return stageEntered(charts, named, known, event.step);
    case 'CaseFileHandOffEnded':
      return event.step === undefined ? [] : stageEntered(charts, named, known, event.step);
    case 'CaseFileReturnAsked': // Told where both sides read it (file-return).
    case 'CaseFileHandOffPassedOn':
    case 'CaseFileShareEnded':
    case 'CaseFileSharePassedOn':
    case 'CaseFileAnswerHeard':
    case 'CaseFileRelated':
      return [];
  }
}

type Named = z.infer<typeof CaseFileStageEnteredV1.data>;
type File = Pick<Named, 'caseFileId' | 'handOffId' | 'matterKind' | 'matterId' | 'agency' | 'sender' | 'title'>;

function stageEntered(
  charts: ChartBook,
  named: File,
  file: OpenedFile,
  { transition, from, to, on, deviation, announced, gathered }: TakenStep,
): Announcement[] {
  const { chart, packVersion } = file;
  const step = { chart, packVersion, transition, from, to, deviation: deviation !== undefined, ...(gathered && { on }) };
  const related = relatedTo(named.caseFileId, file);
  const told = { ...(announced !== undefined && { fields: { ...announced } }), ...(related.length > 0 && { related }) };
  return [announcement(CaseFileStageEnteredV1, { ...named, ...step, ...arrivalOf(charts.of(file), to), ...told })];
}

/** A step that records a result is a decision, also one that changes an earlier decision. */
function decided(named: File & Pick<Named, 'packVersion'>, { fields }: TakenStep): Announcement[] {
  const [resultCode, { caseNumber }] = [resultOf(fields), fields];
  if (resultCode === undefined) return [];
  return [announcement(CaseFileDecidedV1, { ...named, resultCode, ...(typeof caseNumber === 'string' && { caseNumber }) })];
}

export type CaseFiles = Aggregate<CaseFileCommand, CaseFileEvent, CaseFile>;

/** Every organ's files with their doors, on the charts of the packs there are. */
export function caseFilesOn(charts: ChartBook): CaseFiles {
  return {
    ...caseFileDecider(charts),
    name: 'case-file',
    announce: (id, event, file) => announce(charts, id, event, file),
    scopeOf: (file) => {
      const { familyId, agency, world } = opened(file);
      return { familyId, parties: [agency], world };
    },
  };
}

function opened(file: CaseFile): OpenedFile {
  if (file.status === 'unopened') throw new Error('an unopened file has nothing to announce');
  return file;
}
