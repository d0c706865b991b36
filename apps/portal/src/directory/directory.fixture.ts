import { randomUUID } from 'node:crypto';
import {
  AgencyRegisteredV1,
  type EventDefinition,
  PostGrantedV1,
  PostGrantRevokedV1,
  PracticeClockMovedV1,
  PracticeWorldOpenedV1,
  type Role,
} from '@xiezhi/contracts';
import type { ReceivedEvent } from '@xiezhi/messaging';

const caseRoles: Role[] = ['intake', 'handler', 'section-head', 'approver', 'liaison', 'inspector'];

let moment = Date.parse('2026-01-01T00:00:00Z');

/** An event of the directory. Public: no parties; its family is the aggregate itself. */
export function directoryEvent<Data>(definition: EventDefinition<Data>, subject: string, sequence: number, data: Data): ReceivedEvent {
  moment += 1000;
  const familyId = subject.split('/')[1] ?? '';
  const time = new Date(moment).toISOString().replace('Z', '000Z');
  return {
    id: randomUUID(),
    source: definition.source,
    type: definition.type,
    subject,
    time,
    meta: {
      familyId,
      sequence,
      prev: '0'.repeat(64),
      recordedAt: time,
      actedAt: new Date(moment).toISOString(),
      actedAtSource: 'system',
      parties: [],
      actor: { service: 'directory' },
      correlationId: randomUUID(),
    },
    data: definition.data.parse(data),
    received: { topic: 'xiezhi.directory.events.v1', partition: 0, offset: 0, key: familyId, body: '' },
  };
}

export interface Registering {
  roles?: Role[];
  creditCode?: string;
}

/** An agency with a post per role, each held by the account of the same name. */
export function registered(
  id: string,
  slug: string,
  { roles = caseRoles, creditCode = '113305000000000193' }: Registering = {},
): ReceivedEvent[] {
  const posts = roles.map((role) => ({ id: `${slug}.${role}`, role, name: `${slug}-${role}` }));
  const agency = directoryEvent(AgencyRegisteredV1, `agency/${id}`, 1, {
    id,
    slug,
    name: `${slug} agency`,
    shortName: slug,
    kind: 'RCO',
    division: '330523',
    level: 'county',
    creditCode,
    desks: [],
    posts,
  });
  const grants = posts.map(({ id: post, role }, index) => granted(id, post, role, index + 2));
  return [agency, ...grants];
}

export function granted(
  agency: string,
  post: string,
  role: Role,
  sequence: number,
  account = post,
  grant: string = randomUUID(),
): ReceivedEvent {
  return directoryEvent(PostGrantedV1, `agency/${agency}`, sequence, { grant, agency, post, role, account, from: '2020-01-01' });
}

export function revoked(agency: string, post: string, sequence: number, account: string, grant: string): ReceivedEvent {
  return directoryEvent(PostGrantRevokedV1, `agency/${agency}`, sequence, { grant, agency, post, account, reason: '调离' });
}

export function worldOpened(id: string, legalNow: string): ReceivedEvent {
  return directoryEvent(PracticeWorldOpenedV1, `practice-world/${id}`, 1, { id, name: '演练一', legalNow });
}

export function clockMoved(id: string, sequence: number, from: string, to: string): ReceivedEvent {
  return directoryEvent(PracticeClockMovedV1, `practice-world/${id}`, sequence, { id, from, to });
}
