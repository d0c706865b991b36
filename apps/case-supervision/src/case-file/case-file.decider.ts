import type { AccountId, AgencyId, ClueResult, FamilyId, MatterKind, WorldId } from '@xiezhi/contracts';
import { type Decider, Refusal } from '@xiezhi/decider';

/**
 * The receiver's file on a clue it has accepted: opened → evaluated → decided. Its keeper is as a rule a judicial organ, which is
 * recorded and not steered (DESIGN 3): any result may follow any evaluation, and a decision taken without one is recorded when
 * it says why it departs from the usual order.
 */
export type CaseFile =
  | { status: 'unopened' }
  | (Opening & { status: 'open' })
  | (Opening & { status: 'evaluated'; evaluation: Evaluation })
  | (Opening & { status: 'decided'; evaluation?: Evaluation; decision: Decision });

export interface Opening {
  handOffId: string;
  /** What was accepted: a clue, or another agency's file. */
  matterKind: MatterKind;
  matterId: string;
  /** Keeps the file and is its only party: what is found inside is nobody else's to read (DOMAIN 2.2). */
  agency: AgencyId;
  /** Handed the clue over and is owed the outcome, by feedback. */
  sender: AgencyId;
  title: string;
  familyId: FamilyId;
  world?: WorldId | undefined;
}

export interface Evaluation {
  account: AccountId;
  findings: string;
}

export interface Decision {
  account: AccountId;
  resultCode: ClueResult;
  reason: string;
  /** Why the decision came without an evaluation; its presence is the deviation mark. */
  deviation?: string | undefined;
}

export type CaseFileCommand =
  | (Opening & { type: 'OpenCaseFile' })
  | (Evaluation & { type: 'RecordEvaluation'; by: AgencyId })
  | (Decision & { type: 'DecideCaseFile'; by: AgencyId });

export type CaseFileEvent =
  | (Opening & { type: 'CaseFileOpened' })
  | (Evaluation & { type: 'CaseFileEvaluated' })
  | (Decision & { type: 'CaseFileDecided' });

function decide(command: CaseFileCommand, file: CaseFile): CaseFileEvent[] {
  if (command.type === 'OpenCaseFile') {
    const { type: _, ...opening } = command;
    // The file's id follows from the hand-off's: whoever opens it again means the same acceptance.
    return file.status === 'unopened' ? [{ type: 'CaseFileOpened', ...opening }] : [];
  }

  // To another agency the file does not exist, whatever its state: no answer may tell that there is one.
  if (file.status === 'unopened' || file.agency !== command.by) throw new Refusal('CASE_FILE_NOT_FOUND');

  switch (command.type) {
    case 'RecordEvaluation':
      return evaluate(command, file);
    case 'DecideCaseFile':
      return conclude(command, file);
  }
}

type OpenedFile = Exclude<CaseFile, { status: 'unopened' }>;

function evaluate({ account, findings }: Evaluation, file: OpenedFile): CaseFileEvent[] {
  if (file.status === 'decided') throw new Refusal('CASE_FILE_ALREADY_DECIDED');
  if (file.status === 'open') return [{ type: 'CaseFileEvaluated', account, findings }];
  // Evaluator and decider are told apart by account, so "the same party" is the account here and not the agency.
  if (file.evaluation.account === account && file.evaluation.findings === findings) return [];
  throw new Refusal('CASE_FILE_ALREADY_EVALUATED');
}

function conclude(command: Decision, file: OpenedFile): CaseFileEvent[] {
  const { account, resultCode, reason, deviation } = command;
  if (file.status === 'decided') {
    if (isSameDecision(command, file.decision)) return [];
    throw new Refusal('CASE_FILE_ALREADY_DECIDED');
  }
  if (file.status === 'evaluated') {
    if (file.evaluation.account === account) throw new Refusal('DECIDER_IS_EVALUATOR');
    // Nothing is departed from: an explanation given all the same says nothing and is not recorded.
    return [{ type: 'CaseFileDecided', account, resultCode, reason }];
  }
  if (deviation === undefined) throw new Refusal('CASE_FILE_NOT_EVALUATED');
  return [{ type: 'CaseFileDecided', account, resultCode, reason, deviation }];
}

function isSameDecision(said: Decision, recorded: Decision): boolean {
  return (
    said.account === recorded.account &&
    said.resultCode === recorded.resultCode &&
    said.reason === recorded.reason &&
    (recorded.deviation === undefined || said.deviation === recorded.deviation)
  );
}

function evolve(file: CaseFile, event: CaseFileEvent): CaseFile {
  if (event.type === 'CaseFileOpened') {
    const { type: _, ...opening } = event;
    return { status: 'open', ...opening };
  }
  if (file.status === 'unopened') throw new Error(`${event.type} stored before any CaseFileOpened`);
  switch (event.type) {
    case 'CaseFileEvaluated': {
      const { type: _, ...evaluation } = event;
      return { ...file, status: 'evaluated', evaluation };
    }
    case 'CaseFileDecided': {
      const { type: _, ...decision } = event;
      return { ...file, status: 'decided', decision };
    }
  }
}

export const caseFileDecider: Decider<CaseFileCommand, CaseFileEvent, CaseFile> = { initialState: { status: 'unopened' }, decide, evolve };
