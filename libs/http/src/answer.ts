import { applyDecorators, type CallHandler, type ExecutionContext, HttpCode, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ReadToken } from '@xiezhi/contracts';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { z } from 'zod';
import { encodeReadToken, readTokenHeader } from './read-token.ts';

export const CommandAnswer = z
  .object({
    id: z.uuid(),
    version: z.int().min(0).describe('Version of the thing after the command; send it back as If-Match'),
    readToken: z.string().describe('Send it as Xiezhi-Read-Token with a query that must show this effect'),
  })
  .meta({ id: 'CommandAnswer' });
export type CommandAnswer = z.infer<typeof CommandAnswer>;

/** Answer of a command that touched one thing, or several, of which the first is the one the caller asked about. */
export function commandAnswer(first: Handled, ...others: Handled[]): CommandAnswer {
  const readToken = [first, ...others].flatMap((handled) => handled.readToken);
  return { id: first.id, version: first.version, readToken: encodeReadToken(readToken) };
}
interface Handled {
  id: string;
  version: number;
  readToken: ReadToken;
}

export const returnedSchema = 'xiezhi:returns';

/** What a handler answers: undeclared members are cut off, the OpenAPI document shows it. */
export const Returns = (schema: z.ZodType, status = 200) => applyDecorators(SetMetadata(returnedSchema, schema), HttpCode(status));

/** Gives an answer its declared shape, and its version and read token as headers. */
export class AnswerInterceptor implements NestInterceptor {
  private readonly reflector = new Reflector();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const schema = this.reflector.get<z.ZodType | undefined>(returnedSchema, context.getHandler());
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((value: unknown) => {
        if (schema === undefined) return value;
        const answer = schema.parse(value);
        setHeaders(reply, answer);
        return answer;
      }),
    );
  }
}

function setHeaders(reply: FastifyReply, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return;
  if ('version' in answer && Number.isInteger(answer.version)) reply.header('etag', `"${String(answer.version)}"`);
  if ('readToken' in answer && typeof answer.readToken === 'string') reply.header(readTokenHeader, answer.readToken);
}
