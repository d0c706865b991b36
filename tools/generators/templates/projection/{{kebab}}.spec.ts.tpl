import { describe, expect, it } from 'vitest';
import { rowOf } from './{{kebab}}.projection.ts';
import { customs, harbour, told } from './{{kebab}}.samples.ts';

describe('a row of {{words}}', () => {
  it('is seen by the parties of the event', () => expect(rowOf(told(1)).parties).toEqual([harbour, customs]));
  it('stands for one stream and its sequence', () => expect(rowOf(told(3))).toMatchObject({ subject: told(1).subject, sequence: 3 }));
});
