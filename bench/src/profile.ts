/** Where the time of one measured stretch went. */
export interface Profile {
  /** What was watched: `a round of handle, this process`. */
  of: string;
  /** 0 to 1: the part of the time that was spent outside code of this repository. */
  outside: number;
  /** Share of the time by where it was spent, largest first; they add up to one. */
  shares: Record<string, number>;
}

/** `one round: postgres 48 %, pg 12 %, …` */
export function profileText({ of, shares }: Profile): string {
  const parts = Object.entries(shares).map(([name, share]) => `${name} ${(share * 100).toFixed(0)} %`);
  return `${of}: ${parts.join(', ')}`;
}
