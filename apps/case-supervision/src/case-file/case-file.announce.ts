import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { CaseFileDecidedV1, CaseFileHandOffRequestedV1, CaseFileOpenedV1, CaseFileStageEnteredV1, ClueSource } from '@xiezhi/contracts';
import type { Announcement } from '@xiezhi/event-store';
import type { Fields, TakenStep } from '@xiezhi/stage-chart';
import type { z } from 'zod';
import { resultOf } from './case-file-decision.ts';
import { type CaseFile, caseFileDecider, type CaseFileCommand, type CaseFileEvent, type OpenedFile } from './case-file.decider.ts';

/**
 * What of a file becomes public: that it was opened, which stages it entered and how it was decided. Findings and reasons stay inside
 * (DOMAIN 2.2: own unit only); the sender reads the keeper's own words in the feedback it is owed, and a return on its own stream.
 */
function announce(id: string, event: CaseFileEvent, file: CaseFile): Announcement[] {
  const known = opened(file);
  const { handOffId, matterKind, matterId, agency, sender, title } = known;
  const named = { caseFileId: id, handOffId, matterKind, matterId, agency, sender, title };
  switch (event.type) {
    case 'CaseFileOpened':
      return [announcement(CaseFileOpenedV1, named)];
    case 'CaseFileStepTaken':
      return [...stageEntered(named, known, event.step), ...decided(named, event.step)];
    case 'CaseFileHandOffRequested': {
      const { handOffId: requestedHandOffId, receiver, routeId, purpose, legalBasis } = event;
      const asked = { requestedHandOffId, receiver, routeId, purpose, legalBasis };
      // A file that came without a source of its own was found while the keeper was at work.
      const sourceCode = known.sourceCode ?? ClueSource.enum.S06;
      return [announcement(CaseFileHandOffRequestedV1, { ...named, ...asked, sourceCode, isSuccessor: true })];
    }
    case 'CaseFileReturned':
      return stageEntered(named, known, event.step);
    case 'CaseFileHandOffEnded':
      return event.step === undefined ? [] : stageEntered(named, known, event.step);
    case 'CaseFileReturnAsked': // Told where both sides read it (file-return).
    case 'CaseFileHandOffPassedOn':
      return [];
  }
}

type Named = z.infer<(typeof CaseFileOpenedV1)['data']>;

function stageEntered(named: Named, { chart, packVersion, road }: OpenedFile, made: TakenStep): Announcement[] {
  const { transition, from, to, deviation, fields } = made;
  const step = { chart, packVersion, transition, from, to, deviation: deviation !== undefined };
  return [announcement(CaseFileStageEnteredV1, { ...named, ...step, ...service(fields, road.values) })];
}

/** What was served has an addressee, who owes what the document asks from the day of service; what came in counts from its day. */
function service({ servedOn, repliedOn }: Fields, { respondent }: Fields): { addressee?: string; fields?: Record<string, string> } {
  const days = { servedOn, repliedOn };
  const fields = Object.fromEntries(Object.entries(days).filter((day): day is [string, string] => typeof day[1] === 'string'));
  return {
    ...(servedOn !== undefined && typeof respondent === 'string' && { addressee: respondent }),
    ...(Object.keys(fields).length > 0 && { fields }),
  };
}

/** A step that records a result is a decision, also one that changes an earlier decision. */
function decided(named: Named, { fields }: TakenStep): Announcement[] {
  const [resultCode, { caseNumber }] = [resultOf(fields), fields];
  if (resultCode === undefined) return [];
  return [announcement(CaseFileDecidedV1, { ...named, resultCode, ...(typeof caseNumber === 'string' && { caseNumber }) })];
}

export const caseFiles: Aggregate<CaseFileCommand, CaseFileEvent, CaseFile> = {
  ...caseFileDecider,
  name: 'case-file',
  announce,
  scopeOf: (file) => {
    const { familyId, agency, world } = opened(file);
    return { familyId, parties: [agency], world };
  },
};

function opened(file: CaseFile): OpenedFile {
  if (file.status === 'unopened') throw new Error('an unopened file has nothing to announce');
  return file;
}
