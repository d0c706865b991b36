/** Seeds that once broke a promise, and which. They are played for ever. */
export const regressions: readonly { seed: number; steps: number; broke: string }[] = [
  { seed: 269, steps: 100, broke: 'a partition that was told again and again got no beacon, so a healed loss stayed in the status' },
  { seed: 463, steps: 100, broke: 'the same, with two partitions' },
];
