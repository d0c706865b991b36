import { describe, expect, it } from 'vitest';
import { storiesNamed, storyFiles, storyList, UnknownStory } from './stories.ts';

describe('the stories that are asked for', () => {
  it('are all of them when none is named', () => expect(storiesNamed([])).toHaveLength(storyFiles().size));
  it('are found in whatever case they are typed, each once', () =>
    expect(storiesNamed(['k06', 'K06', 'V01']).map(({ 编号 }) => 编号)).toEqual(['K06', 'V01']));
  it('are refused together when one is not there, with what there is', () => {
    expect(() => storiesNamed(['K06', 'K99', 'X'])).toThrow(UnknownStory);
    expect(() => storiesNamed(['K06', 'K99', 'X'])).toThrow(/没有故事 K99、X。可以演示的有：\n/u);
    expect(() => storiesNamed(['K99'])).toThrow(/K06 {2}京杭运河/u);
  });
  it('are listed with their titles', () => {
    const lines = storyList().split('\n');
    expect(lines).toHaveLength(storyFiles().size);
    for (const line of lines) expect(line).toMatch(/^ {2}\w+ +\S+/u);
  });
});
