import { sharedStack } from '@xiezhi/testing/shared-stack';
import { beforeAll, describe, expect, it } from 'vitest';

interface Operation {
  parameters?: { name: string; in: string }[];
  responses: Record<string, { content?: Record<string, unknown> }>;
  requestBody?: unknown;
}
interface OpenApi {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
}

describe.each(['portal', 'directory', 'clue-transfer', 'case-supervision', 'feedback', 'audit'])('/openapi.json of %s', (service) => {
  const stack = sharedStack();
  let document: OpenApi;

  beforeAll(async () => {
    document = (await (await fetch(`${stack.urlOf(service)}/openapi.json`)).json()) as OpenApi;
  });

  const operations = (): [string, Operation][] =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
    );

  it('is OpenAPI 3.1 with a title, a version and paths', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info.title).not.toBe('');
    expect(document.info.version).not.toBe('');
    expect(operations().length).toBeGreaterThan(0);
  });

  it('refers to nothing that is not in it', () => {
    for (const reference of referencesOf(document)) expect(resolved(document, reference), reference).toBeDefined();
  });

  it('says for every operation what it answers, and that a no is a problem document', () => {
    for (const [name, { responses }] of operations()) {
      expect(Object.keys(responses).length, name).toBeGreaterThan(0);
      const refusals = Object.entries(responses).filter(([status]) => /^[45]/.test(status) || status === 'default');
      for (const [, { content }] of refusals)
        if (content !== undefined) expect(Object.keys(content).join(), name).toContain('problem+json');
    }
  });

  it('asks every command for its Idempotency-Key', () => {
    const commands = operations().filter(
      ([name, { parameters }]) => name.startsWith('post ') && parameters?.some(({ name: header }) => /if-match/i.test(header)),
    );
    for (const [name, { parameters }] of commands)
      expect(
        parameters?.map(({ name: header }) => header.toLowerCase()),
        name,
      ).toContain('idempotency-key');
    if (service !== 'portal' && service !== 'audit') expect(commands.length).toBeGreaterThan(0);
  });
});

function referencesOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(referencesOf);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => (name === '$ref' && typeof value === 'string' ? [value] : referencesOf(value)));
}

function resolved(document: unknown, reference: string): unknown {
  const steps = reference
    .replace(/^#\//, '')
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce<unknown>((node, step) => (typeof node === 'object' && node !== null ? Reflect.get(node, step) : undefined), document);
}
