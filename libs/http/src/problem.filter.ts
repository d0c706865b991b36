import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { type ErrorCode, errorCatalogue } from '@xiezhi/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DescribedError, describeError } from './describe-error.ts';
import { answerTo, type ErrorAnswer, isFault } from './error-answer.ts';
import { pathOf, problemMediaType, problemOf, retryAfterSeconds } from './problem.ts';
import type { RouteTable } from './route-table.ts';

/** What the operators are told about an answer of 500 or more; the caller gets its correlation id. */
export interface Fault {
  correlationId: string;
  code: ErrorCode;
  error: DescribedError;
}

/** The one place where an error becomes an answer: Refusal, invalid request, unknown route, fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly routes: RouteTable;
  private readonly onFault: (fault: Fault) => void;

  constructor(routes: RouteTable, onFault: (fault: Fault) => void) {
    this.routes = routes;
    this.onFault = onFault;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const answer = answerTo(error);
    if (isFault(answer.code)) this.onFault({ correlationId: request.id, code: answer.code, error: describeError(error) });
    // A stream that has begun cannot become a problem any more; cutting it is the only honest end.
    if (reply.raw.headersSent) reply.raw.destroy();
    else sendProblem(request, reply, this.orMethodNotAllowed(answer, request, reply));
  }

  private orMethodNotAllowed(answer: ErrorAnswer, request: FastifyRequest, reply: FastifyReply): ErrorAnswer {
    if (answer.code !== 'ROUTE_NOT_FOUND') return answer;
    const methods = this.routes.methodsOf(pathOf(request.url));
    // A handler that says so itself means it: the path is known for this method, the thing behind it is not there.
    if (methods.length === 0 || methods.includes(request.method)) return answer;
    reply.header('allow', methods.join(', '));
    return { code: 'METHOD_NOT_ALLOWED' };
  }
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, { code, ...more }: ErrorAnswer): void {
  const { status } = errorCatalogue[code];
  if (status === 503) reply.header('retry-after', retryAfterSeconds);
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="xiezhi"');
  const problem = problemOf(code, { url: request.url, correlationId: request.id }, more);
  // Set here too: a URL the router cannot read is answered before any hook runs.
  reply.header('x-correlation-id', request.id);
  reply.code(status).header('content-type', problemMediaType).send(JSON.stringify(problem));
}
