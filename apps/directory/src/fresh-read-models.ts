import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { sourceOf } from '@xiezhi/contracts';
import { decodeReadToken, freshOrStale, readTokenHeader } from '@xiezhi/http';
import { ReadGates } from '@xiezhi/service';
import type { Observable } from 'rxjs';
import { readModelsConsumer } from './read-models.ts';
import { service } from './settings.ts';

type Reply = Parameters<typeof freshOrStale>[2];

/**
 * A query that carries a read token waits until the read models show what the token names. Entries of other services are not ours to
 * wait for: their effects appear in their own read models.
 */
@Injectable()
export class FreshReadModels implements NestInterceptor {
  constructor(private readonly readGates: ReadGates) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const text = http.getRequest<{ headers: Record<string, string | undefined> }>().headers[readTokenHeader];
    const token = text === undefined ? [] : decodeReadToken(text);
    const own = token.filter(([source]) => source === sourceOf(service));
    await freshOrStale(own, this.readGates.of(readModelsConsumer), http.getResponse<Reply>());
    return next.handle();
  }
}
