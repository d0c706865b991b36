/** Tells the person who waits what is being done, and how long it took. */
export interface Progress {
  step<Answer>(title: string, work: () => Promise<Answer>): Promise<Answer>;
  say(remark: string): void;
}

export function progressOn(write: (line: string) => void): Progress {
  return {
    say: (remark) => write(`  · ${remark}`),
    async step(title, work) {
      const startedAt = performance.now();
      try {
        const answer = await work();
        write(`✓ ${title} (${seconds(performance.now() - startedAt)})`);
        return answer;
      } catch (error) {
        write(`✗ ${title} (${seconds(performance.now() - startedAt)})`);
        throw error;
      }
    },
  };
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
