import { describe, expect, it } from 'vitest';
import { CreditCode, isCreditCode } from './credit-code.ts';

describe('a unified social credit code', () => {
  it.each([
    '113305000000000193',
    '11330500000000027X',
    '11330502000000035M',
    '11330503000000043Y',
    '11330521000000051U',
    '1133052200000006X2',
    '11330523000000078G',
    '91330502000000086M',
  ])('%s has both check characters right', (code) => expect(isCreditCode(code)).toBe(true));

  it('is refused when its last character is wrong', () => expect(isCreditCode('91330502000000086N')).toBe(false));
  it('is refused when its organisation code is wrong', () => expect(isCreditCode('113305000000000183')).toBe(false));
  it('is refused when two digits change places', () => expect(isCreditCode('113350000000000193')).toBe(false));
  it.each(['', '1133050000000001', '11330500000000019I', '1133050000000001933', '11330500000000019３'])(
    'is refused in another shape: %j',
    (code) => expect(CreditCode.safeParse(code).success).toBe(false),
  );
});
