import { describe, expect, it } from 'vitest';
import { documentOf, stepsOf } from './steps-of.ts';

describe('the steps of a chart', () => {
  it('are found among what is possible, with the document each makes', () =>
    expect(
      stepsOf([
        { verb: 'return', name: '请求退回', isPossible: true },
        { verb: 'steps/A6', name: '决定提出检察建议', isPossible: true, document: 'F-41', documentName: '检察建议书' },
      ]),
    ).toEqual([
      { transition: 'A6', name: '决定提出检察建议', isPossible: true, form: [], source: '', document: 'F-41', documentName: '检察建议书' },
    ]));
  it.each([
    [{ document: 'F-09', documentName: '书面提示函' }, '书面提示函（F-09）'],
    [{ document: 'F-09' }, 'F-09'],
    [{}, undefined],
  ])('with %o name %s', (step, expected) => expect(documentOf(step)).toBe(expected));
});
