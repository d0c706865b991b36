import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture } from './http.fixture.ts';

let fixture: Awaited<ReturnType<typeof startFixture>>;
let document: {
  openapi: string;
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: { schemas: Record<string, unknown> };
};
beforeAll(async () => {
  fixture = await startFixture();
  document = (await fixture.app.inject({ url: '/openapi.json' })).json();
});
afterAll(() => fixture.app.close());

describe('the OpenAPI document', () => {
  it('is 3.1 and lists every route', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).toSorted()).toEqual([
      '/hand-offs',
      '/hand-offs/me',
      '/hand-offs/open',
      '/hand-offs/{handOffId}/approve',
      '/hand-offs/{handOffId}/refuse',
    ]);
  });

  it('shows a command with body, headers, answer, problem and who may', () => {
    const refuse = document.paths['/hand-offs/{handOffId}/refuse']?.post;
    expect(refuse).toMatchObject({
      operationId: 'HandOffController.refuse',
      description: 'Needs the action `hand-off:answer`.',
      security: [{ internalToken: [] }],
      requestBody: { content: { 'application/json': { schema: { required: ['reason', 'kind'], additionalProperties: false } } } },
      responses: {
        200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/CommandAnswer' } } }, headers: { ETag: {} } },
        default: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      },
    });
    expect(refuse?.parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'Idempotency-Key', required: true }),
        expect.objectContaining({ name: 'If-Match', required: false }),
        expect.objectContaining({ name: 'handOffId', in: 'path' }),
      ]),
    );
    expect(document.components.schemas).toMatchObject({ CommandAnswer: { type: 'object' }, Problem: { type: 'object' } });
  });

  it('asks no token for what is public, and no key for a query', () => {
    expect(document.paths['/hand-offs/open']?.get?.security).toBeUndefined();
    expect(document.paths['/hand-offs']?.get?.parameters).toEqual([expect.objectContaining({ name: 'limit', in: 'query' })]);
  });
});
