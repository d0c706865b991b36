import { numberTypes } from '@xiezhi/document-number';
import { LetterNumberType } from '@xiezhi/mechanism-pack';
import { describe, expect, it } from 'vitest';
import { numbered } from './problem.documents.ts';
import { pack } from './problem.samples.ts';

describe('the number of a document', () => {
  it('is of a series that the platform counts, by the names it counts them under', () =>
    expect(LetterNumberType.options).toEqual(Object.keys(numberTypes)));

  it.each(Object.entries(numbered))('that step %s takes is of series %s, as the letter says that it makes', (transition, type) => {
    const code = pack.charts['problem']?.transitions.find(({ id }) => id === transition)?.document;
    expect(pack.letters?.find((letter) => letter.code === code)?.number).toEqual({ type });
  });
});
