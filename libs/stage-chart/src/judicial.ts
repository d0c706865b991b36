/** Kinds of organs that are recorded, not steered (G3, DESIGN 3). */
const judicialKinds: readonly string[] = ['PRO', 'COU', 'POL'];

export const isJudicial = (agencyKind: string): boolean => judicialKinds.includes(agencyKind);
