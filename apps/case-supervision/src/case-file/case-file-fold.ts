import { taken } from '@xiezhi/stage-chart';
import type { CaseFile, CaseFileEvent, File, OpenedFile } from './case-file.decider.ts';

/** What a fact changes. Needs no chart, so that facts of every version fold alike. */
export function evolve(file: CaseFile, event: CaseFileEvent): CaseFile {
  if (event.type === 'CaseFileOpened') {
    const { type: _, stage, isDecided = false, ...opening } = event;
    const road = { stage, taken: [], values: {}, limits: {} };
    return { ...opening, status: 'open', road, isDecided, ended: [], referrals: 0, offspring: [], ...nobodyAsked };
  }
  if (file.status === 'unopened') throw new Error(`${event.type} stored before any CaseFileOpened`);
  return evolveOpened(file, event);
}

const nobodyAsked = { shares: [], over: [], passedOn: [], heard: [] };

/** What a fact changes of a file that is open. */
export function evolveOpened(file: OpenedFile, event: CaseFileEvent): OpenedFile {
  switch (event.type) {
    case 'CaseFileOpened':
      return file; // Of what is open already.
    case 'CaseFileStepTaken':
      return { ...file, road: taken(file.road, event.step), isDecided: file.isDecided || event.isDecision };
    case 'CaseFileReturnAsked':
      return { ...file, asked: { account: event.account, reason: event.reason } };
    case 'CaseFileReturned':
      return { ...rest(file), road: taken(file.road, event.step), status: 'returned', basis: event.basis, account: event.account };
    case 'CaseFileHandOffRequested': {
      const { type: _, ...referral } = event;
      const { handOffId, receiver, routeId } = event;
      const shares = [...file.shares, { handOffId, receiver, routeId }];
      if (event.isShare) return { ...file, referrals: file.referrals + 1, shared: referral, shares };
      return { ...rest(file), referrals: file.referrals + 1, status: 'handing-over', referral };
    }
    case 'CaseFileHandOffPassedOn': {
      const ended = [...file.ended, event.handOffId];
      if (file.status !== 'handing-over') return { ...file, ended };
      return { ...file, ended, referral: { ...file.referral, handOffId: event.successor, receiver: event.receiver } };
    }
    case 'CaseFileHandOffEnded': {
      const road = event.step === undefined ? file.road : taken(file.road, event.step);
      return event.outcome === 'accepted'
        ? { ...rest(file), road, status: 'handed-over', byHandOff: event.handOffId }
        : { ...rest(file), road, ended: [...file.ended, event.handOffId], status: 'open' };
    }
    case 'CaseFileShareEnded': {
      const { handOffId, outcome, on } = event;
      return { ...file, over: [...file.over, { handOffId, outcome, on }] };
    }
    case 'CaseFileSharePassedOn': {
      const { type: _, ...passing } = event;
      return { ...file, passedOn: [...file.passedOn, passing] };
    }
    case 'CaseFileAnswerHeard': {
      const { type: _, ...heard } = event;
      return { ...file, heard: [...file.heard, heard] };
    }
    case 'CaseFileRelated':
      return { ...file, offspring: [...file.offspring, event.fileId] };
  }
}

/** What a file keeps in whatever state it is. */
function rest(file: OpenedFile): File {
  const { handOffId, matterKind, matterId, agency, sender, isShared, title, sourceCode, returnTerms, familyId, world } = file;
  const { chart, packVersion, road, isDecided, ended, referrals, shared, offspring, asked } = file;
  const { shares, over, passedOn, heard } = file;
  const opening = { handOffId, matterKind, matterId, agency, sender, isShared, title, sourceCode, returnTerms, familyId, world };
  const gathering = { shares, over, passedOn, heard };
  return { ...opening, ...gathering, chart, packVersion, road, isDecided, ended, referrals, shared, offspring, asked };
}
