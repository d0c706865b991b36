import { type CanActivate, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Caller } from '@xiezhi/contracts';
import type { FastifyRequest } from 'fastify';
import type { Authenticate } from './token.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by CallerGuard on every route that is not public. */
    caller?: Caller;
  }
}

export const publicRoute = 'xiezhi:public';

/** Answers anybody: health, metrics, the OpenAPI document, sign-in. */
export const Public = () => SetMetadata(publicRoute, true);

/** Finds out who calls before anything else runs. What the caller may do is `PermissionGuard`'s question. */
export class CallerGuard implements CanActivate {
  private readonly reflector = new Reflector();
  private readonly authenticate: Authenticate;

  constructor(authenticate: Authenticate) {
    this.authenticate = authenticate;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(publicRoute, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.caller = await this.authenticate(request);
    return true;
  }
}

/** @throws Error on a public route: a programming fault */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw new Error('a public route has no caller');
  return request.caller;
}

/** The caller of a handler, as the portal vouches for. */
export const CallerOf = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
