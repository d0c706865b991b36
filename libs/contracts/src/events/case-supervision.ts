import { z } from 'zod';
import { AgencyId, Uuid } from '../ids.ts';
import { defineEvent } from '../integration-event.ts';

/** A case file is seen by the agency that keeps it; others learn its outcome by feedback (DOMAIN 2.2). */
const CaseFile = {
  caseFileId: Uuid,
  handOffId: Uuid,
  clueId: Uuid,
  agency: AgencyId.describe('Keeps the file'),
  sender: AgencyId.describe('Handed the clue over and is owed the outcome'),
  title: z.string().min(1).max(120),
};

export const CaseFileOpenedV1 = defineEvent({
  service: 'case-supervision',
  name: 'case-file-opened',
  version: 1,
  description: '案卷已建立: opened for every accepted clue; 不立案 is one of its ends.',
  data: z.object(CaseFile),
});

export const CaseFileEvaluatedV1 = defineEvent({
  service: 'case-supervision',
  name: 'case-file-evaluated',
  version: 1,
  description: '已评估: the evaluation itself is internal and does not travel.',
  data: z.object(CaseFile),
});

export const CaseFileDecidedV1 = defineEvent({
  service: 'case-supervision',
  name: 'case-file-decided',
  version: 1,
  description: '已决定: opened, not opened or referred, by result code (DOMAIN 6.4).',
  data: z.object({ ...CaseFile, resultCode: z.string().max(40) }),
});
