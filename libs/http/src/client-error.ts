import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorCode, errorCatalogue } from '@xiezhi/contracts';
import { randomUUID } from 'node:crypto';
import { problemMediaType, problemOf } from './problem.ts';

const codeOf: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
};

/** What is not HTTP reaches no route and no filter; it is answered on the bare socket, which is then closed. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(responseTo(codeOf[error.code ?? ''] ?? 'MALFORMED_HTTP'));
  socket.destroySoon();
}

function responseTo(code: ErrorCode): string {
  const { status } = errorCatalogue[code];
  const body = JSON.stringify(problemOf(code, { url: '', correlationId: randomUUID() }));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
