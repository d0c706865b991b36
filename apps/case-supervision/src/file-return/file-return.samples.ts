import type { FileReturnCommand, FileReturnEvent } from './file-return.decider.ts';

// Sample facts and commands for specs and the generated table. Agencies have names, not numbers.
export const harbour = '01920000-0000-7000-8000-00000000aa01';
export const customs = '01920000-0000-7000-8000-00000000aa02';
export const police = '01920000-0000-7000-8000-00000000aa03';

export const subject = {
  handOffId: '01920000-0000-7000-8000-0000000000f1',
  matterKind: 'clue',
  matterId: '01920000-0000-7000-8000-0000000000c1',
  agency: customs,
  sender: harbour,
  title: '排水口异常排水',
  returnTerms: { verb: { unilateralWithinHours: 24 }, receivedAt: '2026-10-20T09:20:00+08:00' },
  familyId: '01920000-0000-7000-8000-0000000000c1',
} as const;

const keeper = { by: customs, account: 'customs.approver' };
const sender = { by: harbour, account: 'harbour.approver' };
const asked = { ...keeper, reason: '属于上级机关管辖。' };
const askedBack = { ...sender, reason: '发现新的证据，需要补充后再移送。' };
const no = { ...sender, reason: '贵单位有管辖权。' };

export const facts = {
  opened: { type: 'FileReturnOpened', ...subject },
  requested: { type: 'ReturnRequested', ...asked },
  requestedBack: { type: 'ReturnRequested', ...askedBack },
  declined: { type: 'ReturnDeclined', ...no },
  consented: { type: 'FileReturned', basis: 'consent', ...sender },
  consentedByKeeper: { type: 'FileReturned', basis: 'consent', ...keeper },
  returnedAlone: { type: 'FileReturned', basis: 'unilateral', ...asked },
  foreclosed: { type: 'ReturnForeclosed' },
} as const satisfies Record<string, FileReturnEvent>;

export const commands = {
  open: { type: 'OpenFileReturn', ...subject },
  request: { type: 'RequestReturn', ...asked },
  requestBack: { type: 'RequestReturn', ...askedBack },
  consent: { type: 'ConsentToReturn', ...sender },
  consentByKeeper: { type: 'ConsentToReturn', ...keeper },
  decline: { type: 'DeclineReturn', ...no },
  returnAlone: { type: 'RecordUnilateralReturn', ...asked },
  foreclose: { type: 'ForecloseReturn' },
} as const satisfies Record<string, FileReturnCommand>;
