/** Injection token of the case file's chart with its pack's version. */
export const CASE_FILE_CHART = Symbol('case-supervision.case-file-chart');
