import { type Aggregate, announcement } from '@xiezhi/aggregate';
import { CaseFileDecidedV1, CaseFileOpenedV1, CaseFileStageEnteredV1 } from '@xiezhi/contracts';
import { type CaseFile, caseFileDecider, type CaseFileCommand, type CaseFileEvent } from './case-file.decider.ts';

/**
 * What of a file becomes public: that it was opened, evaluated and how it was decided. Findings and reasons stay inside (DOMAIN 2.2:
 * own unit only); the sender reads the keeper's own words in the feedback it is owed.
 */
export const caseFiles: Aggregate<CaseFileCommand, CaseFileEvent, CaseFile> = {
  ...caseFileDecider,
  name: 'case-file',
  announce: (id, event, file) => {
    const { handOffId, matterKind, matterId, agency, sender, title } = opened(file);
    const named = { caseFileId: id, handOffId, matterKind, matterId, agency, sender, title };
    switch (event.type) {
      case 'CaseFileOpened':
        return [announcement(CaseFileOpenedV1, named)];
      case 'CaseFileEvaluated':
        return [
          announcement(CaseFileStageEnteredV1, {
            ...named,
            chart: 'case-file',
            packVersion: '1',
            transition: 'T7',
            from: 'registered',
            to: 'evaluating',
            deviation: false,
          }),
        ];
      case 'CaseFileDecided':
        return [announcement(CaseFileDecidedV1, { ...named, resultCode: event.resultCode })];
    }
  },
  scopeOf: (file) => {
    const { familyId, agency, world } = opened(file);
    return { familyId, parties: [agency], world };
  },
};

function opened(file: CaseFile): Exclude<CaseFile, { status: 'unopened' }> {
  if (file.status === 'unopened') throw new Error('an unopened file has nothing to announce');
  return file;
}
