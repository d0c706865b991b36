import { publishers, schemaOf, topicOf } from '@xiezhi/contracts';
import { describe, expect, it } from 'vitest';
import { AppModule } from './app.module.ts';
import { migrations } from './migrations/index.ts';

describe('{{kebab}}', () => {
  it('announces on a topic of its own', () => {
    expect(publishers).toContain('{{kebab}}');
    expect(topicOf('{{kebab}}')).toBe('xiezhi.{{kebab}}.events.v1');
  });
  it('keeps its facts in a schema of its own', () => expect(schemaOf('{{kebab}}')).toBe('{{snake}}'));
  it('runs each migration once', () => expect(new Set(migrations.map((migration) => new migration().name)).size).toBe(migrations.length));
  it('is one module', () => expect(AppModule.name).toBe('AppModule'));
});
