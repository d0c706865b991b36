/**
 * A start that cannot go on, told to the person who typed the command: what failed, why, and what to do about it.
 * Everything this library throws on purpose is one of these; anything else is a defect.
 */
export class StartFailure extends Error {
  readonly code: StartFailureCode;
  readonly why: string;
  readonly advice: string;

  constructor(code: StartFailureCode, told: { what: string; why: string; advice: string }, options?: ErrorOptions) {
    super(`${told.what}\n  why:  ${told.why}\n  do:   ${told.advice}`, options);
    this.name = 'StartFailure';
    this.code = code;
    this.why = told.why;
    this.advice = told.advice;
  }
}

export type StartFailureCode =
  | 'NO_JAVA'
  | 'JAVA_TOO_OLD'
  | 'NO_MAVEN'
  | 'JARS_NOT_FETCHED'
  | 'JARS_ALTERED'
  | 'PORT_IN_USE'
  | 'DISK_FULL'
  | 'ALREADY_RUNNING'
  | 'ACCOUNT_MISSING'
  | 'PLACE_CLOSED'
  | 'DATA_DAMAGED'
  | 'WRONG_PASSWORD'
  | 'NOT_ANSWERING'
  | 'DIED_AT_START';

/** The last lines of a log, indented, for the "why" of a failure that we do not recognise. */
export function lastLines(log: string, count = 8): string {
  const lines = log
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.length === 0 ? 'it left no line in its log' : lines.slice(-count).join('\n        ');
}
