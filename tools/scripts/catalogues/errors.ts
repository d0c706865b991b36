import { type ErrorEntry, errorCatalogue } from '@xiezhi/contracts';
import { type Catalogue, generated, table } from './catalogue.ts';

/** docs/errors.md: every code a caller can meet. */
export const errors: Catalogue = {
  name: 'errors',
  owns: ['docs/errors.md'],
  write: () => Promise.resolve(new Map([['docs/errors.md', errorsPage(errorCatalogue)]])),
};

export function errorsPage(catalogue: Record<string, ErrorEntry>): string {
  const rows = Object.entries(catalogue).map(([code, { status, title, advice }]) => [`\`${code}\``, String(status), title, advice]);
  return `# Errors

${generated} Source: \`libs/contracts/src/error-catalogue.ts\`.

Every "no" is an \`application/problem+json\` whose \`type\` is \`urn:xiezhi:error:<CODE>\`. The title says what happened, the advice what to do
next; neither names what a case is about.

${table(['code', 'status', 'title', 'advice'], rows)}
`;
}
