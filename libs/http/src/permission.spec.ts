import { Controller, Get, Module } from '@nestjs/common';
import { type Action, actions, roles } from '@xiezhi/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handOffId, harbourHandler, startFixture } from './http.fixture.ts';
import { Allow, createHttpApp, isAllowed, Public } from './index.ts';

let fixture: Awaited<ReturnType<typeof startFixture>>;
beforeAll(async () => (fixture = await startFixture()));
afterAll(() => fixture.app.close());

const ask = async (method: 'GET' | 'POST', url: string, headers: Record<string, string>) => {
  const response = await fixture.app.inject({ method, url, headers });
  return response.statusCode === 200 || response.statusCode === 201 ? 'accepted' : response.json().code;
};

describe('a caller', () => {
  it('without token is not heard, but sees what is public', async () => {
    expect(await ask('GET', '/hand-offs/me', {})).toBe('TOKEN_MISSING');
    expect(await ask('GET', '/hand-offs/me', { authorization: 'Basic YTpi' })).toBe('TOKEN_MISSING');
    expect(await ask('GET', '/hand-offs/me', { authorization: 'Bearer' })).toBe('TOKEN_MISSING');
    expect(await ask('GET', '/hand-offs/open', {})).toBe('accepted');
  });

  it('is told by header how to sign in', async () => {
    const { headers } = await fixture.app.inject({ url: '/hand-offs/me' });
    expect(headers['www-authenticate']).toBe('Bearer realm="xiezhi"');
  });

  it('may do what a role of the post may do, and nothing else', async () => {
    const { authorization } = fixture;
    const approver = `Bearer ${await fixture.tokenOf({ ...harbourHandler, roles: ['approver'] })}`;
    const url = `/hand-offs/${handOffId}/approve`;
    expect(await ask('POST', url, { authorization })).toBe('ACTION_NOT_PERMITTED');
    expect(await ask('POST', url, { authorization: approver })).toBe('accepted');
    expect(await ask('GET', '/hand-offs/me', { authorization: approver })).toBe('accepted');
  });

  it('is judged before its body is looked at', async () => {
    const inspector = `Bearer ${await fixture.tokenOf({ ...harbourHandler, roles: ['inspector'] })}`;
    const response = await fixture.refuse({ nonsense: true }, { authorization: inspector });
    expect(response.json().code).toBe('ACTION_NOT_PERMITTED');
  });
});

describe('the table of roles', () => {
  it('gives every action to somebody', () => {
    expect(actions.filter((action) => !roles.some((role) => isAllowed([role], action)))).toEqual([]);
  });

  it('keeps the platform administrators out of cases, and apart', () => {
    const held = (role: 'system-admin' | 'security-admin' | 'audit-admin') => actions.filter((action) => isAllowed([role], action));
    expect(held('system-admin')).toEqual(['practice:administer', 'operations:read', 'operations:mend', 'replan:read', 'replan:work']);
    expect(held('security-admin')).toEqual(['directory:administer', 'replan:read', 'replan:work']);
    expect(held('audit-admin')).toEqual(['trail:read', 'operations:review', 'replan:read']);
  });

  it('lets inspectors read and do nothing', () => {
    expect(actions.filter((action) => isAllowed(['inspector'], action)).every((action) => action.endsWith(':read'))).toBe(true);
  });

  it('never lets the drafting side approve, or the evaluating side decide', () => {
    const both = (one: Action, other: Action) => roles.filter((role) => isAllowed([role], one) && isAllowed([role], other));
    expect(both('hand-off:draft', 'hand-off:approve')).toEqual([]);
    expect(both('case-file:evaluate', 'case-file:decide')).toEqual([]);
  });
});

describe('an application', () => {
  const start = (module: new () => object) =>
    createHttpApp(module, {
      authenticate: () => Promise.reject(new Error('nobody')),
      onFault: () => undefined,
      info: { title: 'x', version: '1' },
      logger: false,
    });

  it('does not start with a handler that says nothing about who may call it', async () => {
    @Controller('forgotten')
    class ForgottenController {
      @Get('a')
      @Allow('clue:read')
      a() {}
      @Get('b')
      b() {}
    }
    @Module({ controllers: [ForgottenController] })
    class ForgottenModule {}
    await expect(start(ForgottenModule)).rejects.toThrow('ForgottenController.b: say who may call it');
  });

  it('starts when the controller says it for all', async () => {
    @Controller('health')
    @Public()
    class HealthController {
      @Get()
      health() {
        return {};
      }
    }
    @Module({ controllers: [HealthController] })
    class HealthModule {}
    const app = await start(HealthModule);
    expect((await app.inject({ url: '/health' })).statusCode).toBe(200);
    await app.close();
  });
});
