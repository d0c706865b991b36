import { describe, expect, it } from 'vitest';
import { refuseOthersThanOperators, targetOf } from './target.ts';

const isKnown = (service: string) => ['clue-transfer', 'directory'].includes(service);
const target = (url: string) => targetOf(url, isKnown);

describe('a path below /api', () => {
  it.each([
    ['/api/clue-transfer/hand-offs/01920000-0000-7000-8000-000000000001/accept', '/hand-offs/01920000-0000-7000-8000-000000000001/accept'],
    ['/api/clue-transfer/hand-offs?state=sent&note=%E6%B2%B3', '/hand-offs?state=sent&note=%E6%B2%B3'],
    ['/api/clue-transfer/openapi.json', '/openapi.json'],
    ['/api/clue-transfer/hand-offs?', '/hand-offs?'],
  ])('%s goes to the service as %s', (url, path) => expect(target(url)).toEqual({ service: 'clue-transfer', path }));

  it.each(['/api/portal/operations', '/api/unknown/x', '/api/__proto__/x', '/api/Clue-Transfer/x', '/api//x'])(
    '%s names no service',
    (url) => expect(() => target(url)).toThrow('SERVICE_UNKNOWN'),
  );

  it.each([
    '/api/clue-transfer',
    '/api/clue-transfer/',
    '/api/clue-transfer//hand-offs',
    '/api/clue-transfer/../directory/agencies',
    '/api/clue-transfer/./hand-offs',
    '/api/clue-transfer/%2e%2e/metrics',
    '/api/clue-transfer/hand-offs%2f1',
    '/api/clue-transfer/hand-offs\\1',
    '/api/clue-transfer/hand-offs/@evil.example',
    '/api/clue-transfer/hand-offs#x',
    '/api/clue-transfer/hand-offs?x=%zz',
    '/api/clue-transfer/hand-offs?x=\r\nhost: evil',
    `/api/clue-transfer/${'x'.repeat(2000)}`,
  ])('%s is refused before a service sees it', (url) => expect(() => target(url)).toThrow('ROUTE_NOT_FOUND'));

  it.each(['health/ready', 'metrics', 'Metrics', '.well-known/jwks.json', 'development/tokens'])(
    '%s of a service is not for callers',
    (path) => expect(() => target(`/api/clue-transfer/${path}`)).toThrow('ROUTE_NOT_FOUND'),
  );

  it.each(['operations/status', 'operations', 'Operations/status', 'operations?x=1'])(
    '%s is for the system administrator alone',
    (path) => {
      const operations = target(`/api/clue-transfer/${path}`);
      expect(() => refuseOthersThanOperators(operations, ['handler'])).toThrow('ACTION_NOT_PERMITTED');
      expect(() => refuseOthersThanOperators(operations, ['security-admin'])).toThrow('ACTION_NOT_PERMITTED');
      expect(() => refuseOthersThanOperators(operations, ['system-admin'])).not.toThrow();
      // Who audits reads what operators did; the service lets it no further.
      expect(() => refuseOthersThanOperators(operations, ['audit-admin'])).not.toThrow();
    },
  );

  it('is everybody’s who is let in by the service', () =>
    expect(() => refuseOthersThanOperators(target('/api/clue-transfer/operations-of-others'), ['handler'])).not.toThrow());
});
