import type { INestApplication } from '@nestjs/common';
import { HTTP_CODE_METADATA } from '@nestjs/common/constants.js';
import { Reflector } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { commandRoute } from './act.ts';
import { returnedSchema } from './answer.ts';
import { publicRoute } from './caller.ts';
import { allowedAction, type RouteHandler, routeHandlersOf } from './permission.ts';
import { Problem } from './problem.ts';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Components = Record<string, object>;

/**
 * The OpenAPI 3.1 document of an application, from its routes, its zod schemas and its guards. Served at /openapi.json and written
 * to files by the generator. The library behind it is loaded here only: an idle service does not carry it.
 */
export async function openApiDocument(app: INestApplication, info: { title: string; version: string }): Promise<OpenAPIObject> {
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(info.title)
    .setVersion(info.version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Internal token of the portal' }, 'internalToken')
    .build();
  const operationIdOf = (controller: string, method: string) => `${controller}.${method}`;
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: operationIdOf,
    standardSchemaConverter: (schema, { schemaType }) => (schema instanceof z.ZodType ? jsonSchemaOf(schema, schemaType) : undefined),
  });
  const handlers = new Map(routeHandlersOf(app).map((route) => [operationIdOf(route.controller.name, route.method), route]));
  const components: Components = {};
  for (const operation of operationsOf(document)) {
    const route = handlers.get(operation.operationId ?? '');
    if (route !== undefined) describeOperation(operation, route, components);
  }
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...components } };
  return document;
}

function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.values(document.paths).flatMap((path) =>
    [path.get, path.post, path.put, path.patch, path.delete].filter((operation) => operation !== undefined),
  );
}

/** What the guards and interceptors do to a route, said in the document. */
function describeOperation(operation: Operation, { controller, handler }: RouteHandler, components: Components): void {
  const reflector = new Reflector();
  const metadataOf = (key: string): unknown => reflector.getAllAndOverride(key, [handler, controller]);
  const isPublic = metadataOf(publicRoute) === true;
  const isCommand = metadataOf(commandRoute) === true;
  const action = metadataOf(allowedAction);
  operation.tags = [controller.name.replace(/Controller$/, '')];
  if (typeof action === 'string') operation.description = `Needs the action \`${action}\`.`;
  if (!isPublic) operation.security = [{ internalToken: [] }];
  operation.parameters = [...(operation.parameters ?? []), ...(isCommand ? commandHeaders : [])];
  operation.responses = {
    ...successOf(operation, handler, isCommand, components),
    default: problemResponse(components),
  };
}

function successOf(operation: Operation, handler: RouteHandler['handler'], isCommand: boolean, components: Components) {
  const schema: unknown = Reflect.getMetadata(returnedSchema, handler);
  const declared: unknown = Reflect.getMetadata(HTTP_CODE_METADATA, handler);
  const status = typeof declared === 'number' ? String(declared) : (Object.keys(operation.responses)[0] ?? '200');
  const content = schema instanceof z.ZodType ? { content: { 'application/json': { schema: into(components, schema) } } } : {};
  return {
    [status]: {
      description: isCommand ? 'Recorded, or recorded before' : 'Found',
      ...content,
      ...(isCommand && { headers: answerHeaders }),
    },
  };
}

function problemResponse(components: Components) {
  return { description: 'Problem details', content: { 'application/problem+json': { schema: into(components, Problem) } } };
}

function into(components: Components, schema: z.ZodType): object {
  const converted = jsonSchemaOf(schema, 'output');
  Object.assign(components, converted.components);
  return converted.schema;
}

/** A schema with `.meta({ id })` becomes a component and is referred to; others stand where they are used. */
function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): { schema: object; components: Components } {
  const { $schema: _dialect, $defs, ...json } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  const text = JSON.stringify({ schema: json, components: $defs ?? {} }).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { schema: inlined, components }: { schema: object; components: Components } = JSON.parse(text);
  const { id } = schema.meta() ?? {};
  if (id === undefined) return { schema: inlined, components };
  return { schema: { $ref: `#/components/schemas/${id}` }, components: { ...components, [id]: components[id] ?? inlined } };
}

const text = { type: 'string' } as const;
const commandHeaders: NonNullable<Operation['parameters']> = [
  {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'The same key with the same request is carried out once and answered the same; with another request it is refused.',
    schema: { ...text, minLength: 1, maxLength: 128 },
  },
  {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'Version the command was decided upon, from ETag; refused with STALE_VERSION if it has moved on.',
    schema: { ...text, pattern: '^"\\d{1,9}"$' },
  },
];
const answerHeaders = {
  ETag: { description: 'Version after the command', schema: text },
  'Xiezhi-Read-Token': { description: 'Same as readToken', schema: text },
};
