import { describe, expect, it } from 'vitest';
import { draftedOf, termsOf, type Terms, valuesOf } from './terms.ts';

const photo = { name: '现场照片', kind: 'AUDIOVISUAL', mediaType: 'image/jpeg', bytes: 1, sha256: 'a'.repeat(64) };
const content = {
  title: '排水口晴天排水',
  description: '水色灰白。',
  sourceCode: 'S18',
  domainCode: 'E4',
  divisionCode: '330523',
  foundAt: '2026-10-11T16:20:00+08:00',
};
const drafted = draftedOf({ content, materials: [photo] });
const open = [{ value: 'clue-from-public pro' }];
const before: Terms = { receiver: 'pro', route: 'clue-from-public', purpose: '请评估。', legalBasis: '约定' };
const parts = { content: ['description'], materials: [] };

describe('a draft', () => {
  it('offers every member but title and source, which always go along', () =>
    expect(drafted).toMatchObject({ sourceCode: 'S18', content: ['description', 'domainCode', 'divisionCode', 'foundAt'] }));

  it('says nothing of parts when all of them go along', () =>
    expect(termsOf(valuesOf(drafted, before, open), drafted, undefined)).toEqual(before));

  it('names what goes along when something is left out, content and material alike', () => {
    const chosen = { ...valuesOf(drafted, before, open), ...parts };
    expect(termsOf(chosen, drafted, undefined)).toEqual({ ...before, parts });
    expect(termsOf({ ...valuesOf(drafted, before, open), materials: [] }, drafted, undefined).parts?.content).toEqual(drafted.content);
  });

  it('comes back into its form as it was written', () =>
    expect(valuesOf(drafted, { ...before, parts }, open)).toEqual({
      to: 'clue-from-public pro',
      purpose: '请评估。',
      legalBasis: '约定',
      ...parts,
    }));

  it('has its way chosen anew when that is closed by now', () => expect(valuesOf(drafted, before, [])).not.toHaveProperty('to'));

  it('keeps the parts of a matter whose members are not shown', () => {
    const problem = { matterKind: 'problem' };
    expect(termsOf(valuesOf(problem, { ...before, parts }, open), problem, parts)).toEqual({ ...before, parts });
    expect(termsOf(valuesOf(problem, before, open), problem, undefined)).toEqual(before);
  });
});
