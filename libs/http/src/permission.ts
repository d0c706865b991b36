import { createMongoAbility, type MongoAbility } from '@casl/ability';
import { type CanActivate, type ExecutionContext, SetMetadata, type Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { type Action, actionsOf, type Role, roles } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { FastifyRequest } from 'fastify';
import { callerOf, publicRoute } from './caller.ts';

export const allowedAction = 'xiezhi:allow';
export const signedInRoute = 'xiezhi:signed-in';

/** Only posts whose roles include the action (libs/contracts/src/permissions.ts). */
export const Allow = (action: Action) => SetMetadata(allowedAction, action);

/** Any caller, whatever the post: what concerns only the caller, and public directories. */
export const SignedIn = () => SetMetadata(signedInRoute, true);

/** `hand-off:accept` is the CASL action `accept` on the subject `hand-off`; the web client is sent the same rules. */
export function rulesOf(held: readonly Role[]): { action: string; subject: string }[] {
  const allowed = new Set(held.flatMap((role) => actionsOf[role]));
  return [...allowed].map(split);
}

/** Of each role, made once: rules only ever allow, so a post with several roles may what any of them may. */
const abilities = Object.fromEntries(roles.map((role) => [role, createMongoAbility(rulesOf([role]))])) as Record<Role, MongoAbility>;

export function isAllowed(held: readonly Role[], asked: Action): boolean {
  const { action, subject } = split(asked);
  return held.some((role) => abilities[role].can(action, subject));
}

function split(action: Action): { action: string; subject: string } {
  const [subject = '', verb = ''] = action.split(':');
  return { action: verb, subject };
}

export class PermissionGuard implements CanActivate {
  private readonly reflector = new Reflector();

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(publicRoute, targets)) return true;
    const action = this.reflector.getAllAndOverride<Action>(allowedAction, targets);
    if (action === undefined) {
      if (this.reflector.getAllAndOverride<boolean>(signedInRoute, targets)) return true;
      throw new Refusal('ACTION_NOT_PERMITTED');
    }
    const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (!isAllowed(caller.roles, action)) throw new Refusal('ACTION_NOT_PERMITTED', { action });
    return true;
  }
}

export interface RouteHandler {
  controller: Type;
  method: string;
  handler: (...args: never[]) => unknown;
}

/** Every handler of every controller of an application. */
export function routeHandlersOf(app: INestApplicationContext): RouteHandler[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const controller = metatype as Type;
    const prototype: Record<string, RouteHandler['handler']> = controller.prototype;
    return scanner
      .getAllMethodNames(prototype)
      .map((method) => ({ controller, method, handler: prototype[method]! }))
      .filter(({ handler }) => Reflect.getMetadata(METHOD_METADATA, handler) !== undefined);
  });
}

/** @throws Error naming every handler that says neither who may call it nor that everybody may */
export function assertEveryRouteDecides(app: INestApplicationContext): void {
  const undecided = routeHandlersOf(app).filter(({ controller, handler }) =>
    [allowedAction, publicRoute, signedInRoute].every((key) => new Reflector().getAllAndOverride(key, [handler, controller]) === undefined),
  );
  if (undecided.length === 0) return;
  const names = undecided.map(({ controller, method }) => `${controller.name}.${method}`).join(', ');
  throw new Error(`${names}: say who may call it with @Allow, @SignedIn or @Public`);
}
