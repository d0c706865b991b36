import { describe, expect, it } from 'vitest';
import { {{pascal}}V1 } from './{{service}}.ts';

const data = { {{subjectCamel}}Id: '01920000-0000-7000-8000-0000000000a1' };

describe('{{service}}.{{kebab}}.v1', () => {
  it('is called what its file says', () => expect({{pascal}}V1.type).toBe('{{service}}.{{kebab}}.v1'));
  it('names what it is about', () => expect({{pascal}}V1.data.parse(data)).toEqual(data));
  it('is not announced without', () => expect({{pascal}}V1.data.safeParse({}).success).toBe(false));
});
