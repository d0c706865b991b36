import { specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import { {{plural}} } from './{{kebab}}.announce.ts';
import { {{camel}}Decider } from './{{kebab}}.decider.ts';
import { commands, customs, facts, harbour } from './{{kebab}}.samples.ts';

const { given, stateAfter } = specFor({{camel}}Decider);
const { opened, closed } = facts;
const { open, close } = commands;

const id = '01920000-0000-7000-8000-0000000000b1';

describe('{{article}}', () => {
  it('is opened by the agency it belongs to', () => given().when(open).then(opened));
  it('is opened once, however often that is said', () => given(opened).when(open).thenNothing());
  it('is closed with a reason', () => given(opened).when(close).then(closed));
  it('keeps its first reason when that is repeated', () => given(opened, closed).when(close).thenNothing());
  it('is not closed a second time for another reason', () =>
    given(opened, closed)
      .when({ ...close, reason: '另有原因' })
      .thenRefused('{{shout}}_ALREADY_CLOSED'));
  it('cannot be closed before it was opened', () => {
    given().when(close).thenRefused('{{shout}}_NOT_FOUND');
    expect(() => stateAfter(closed)).toThrow(/before any {{pascal}}Opened/);
  });
});

describe('permissions', () => {
  it('to open it belong to its owner alone: to another agency it is not there', () =>
    given(opened)
      .when({ ...open, by: customs })
      .thenRefused('{{shout}}_NOT_FOUND'));
  it('to close it belong to its owner alone: to another agency it is not there', () =>
    given(opened)
      .when({ ...close, by: customs })
      .thenRefused('{{shout}}_NOT_FOUND'));
});

describe('what {{article}} announces', () => {
  it('says that it is open, then that it is closed, and not why', () => {
    expect({{plural}}.announce(id, opened, stateAfter(opened))).toEqual([{ type: '{{service}}.{{kebab}}-opened.v1', data: { {{camel}}Id: id } }]);
    expect({{plural}}.announce(id, closed, stateAfter(opened, closed))).toEqual([
      { type: '{{service}}.{{kebab}}-closed.v1', data: { {{camel}}Id: id } },
    ]);
  });
  it('is seen by its owner', () => expect({{plural}}.scopeOf(stateAfter(opened)).parties).toEqual([harbour]));
});
