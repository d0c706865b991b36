import { command, commandFrom, on } from '@xiezhi/aggregate';
import {
  CaseFileHandOffRequestedV1,
  CaseFileReturnedV1,
  ClockBreachedV1,
  HandOffForwardedV1,
  type IntegrationEvent,
} from '@xiezhi/contracts';
import type { Queryable } from '@xiezhi/postgres';
import type { z } from 'zod';
import { fileFlights } from '../file-flight/file-flight.announce.ts';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { dateOf } from '@xiezhi/statutory-time';
import { handOffs } from './hand-off.announce.ts';
import type { HandOffCommand, Requested } from './hand-off.commands.ts';
import { type HandOff, isUnsent, type SentHandOff } from './hand-off.state.ts';
import { forwardedPackage, freezePackage, requestedPackage } from './package.ts';

/** The limit of a supplement (DOMAIN 4.2). */
const supplementRules: readonly string[] = ['H07', 'B05c'];

/** The successor is opened from what the forwarded hand-off carries and no event tells. */
const onForwarded = on(HandOffForwardedV1, ({ data: { handOffId, successor } }) => [
  commandFrom({ aggregate: handOffs, id: handOffId }, { aggregate: handOffs, id: successor }, (from): HandOffCommand | undefined =>
    from.status === 'forwarded'
      ? { type: 'OpenForwarded', predecessor: handOffId, from, package: freezePackage(forwardedPackage(handOffId, from)) }
      : undefined,
  ),
]);

/**
 * A file's hand-off carries what its agency once received and what it adds of its own; the signing chain of that agency sends it. Where the file is on its way is
 * kept beside it from its first request on.
 */
const onRequested = on(CaseFileHandOffRequestedV1, (event) => {
  const { handOffId, requestedHandOffId, caseFileId: fileId, agency: keeper, title, sourceCode } = event.data;
  const { familyId, world } = event.meta;
  const opening = { fileId, keeper, familyId, title, sourceCode, ...(world !== undefined && { world }) };
  const target = { aggregate: handOffs, id: requestedHandOffId };
  return [
    command(fileFlights, fileId, { type: 'OpenFileFlight', ...opening }),
    handOffId === undefined
      ? commandFrom({ aggregate: fileFlights, id: fileId }, target, (_opened, tx) => requestedBy(event, undefined, tx))
      : commandFrom({ aggregate: handOffs, id: handOffId }, target, (received, tx) =>
          isReceived(received) ? requestedBy(event, received, tx) : undefined,
        ),
  ];
});

function isReceived(handOff: HandOff): handOff is SentHandOff {
  return handOff.status !== 'undrafted' && !isUnsent(handOff);
}

async function requestedBy(
  { id: eventId, data, meta }: IntegrationEvent<z.infer<(typeof CaseFileHandOffRequestedV1)['data']>>,
  received: SentHandOff | undefined,
  tx: Queryable,
): Promise<HandOffCommand> {
  const { requestedHandOffId, caseFileId, agency: by, receiver: to, routeId, title, sourceCode, purpose, legalBasis } = data;
  const { handOffId, facts, materials } = data;
  const directory = new KnownDirectory(tx);
  const day = dateOf(meta.actedAt);
  const requested = { handOffId, eventId, facts, materials };
  const optional = meta.world === undefined ? {} : { world: meta.world };
  const file = { matterKind: 'case-file' as const, matterId: caseFileId, familyId: meta.familyId, title, sourceCode };
  const matter: Requested['matter'] = { ...file, history: received?.history ?? {}, purpose, legalBasis, requested, ...optional };
  const carried = requestedPackage(requestedHandOffId, { ...matter, sender: by, receiver: to, routeId }, received);
  return {
    type: 'OpenRequested',
    matter,
    by,
    to,
    routeId,
    sender: await directory.party(by),
    receiver: await directory.party(to),
    route: await directory.route(routeId, day),
    on: day,
    // Who asked in the file has drafted: the signer is another (G2).
    account: 'account' in meta.actor ? meta.actor.account : meta.actor.service,
    package: freezePackage(carried),
  };
}

const onReturned = on(CaseFileReturnedV1, ({ data: { handOffId, basis, returnedBy, reason } }) => [
  command(handOffs, handOffId, { type: 'RecordReturn', basis, returnedBy, reason }),
]);

const onBreached = on(ClockBreachedV1, ({ data: { ruleId, subject, rung, dueAt } }) => {
  const [aggregate, handOffId] = subject.split('/');
  if (!supplementRules.includes(ruleId) || rung !== 'overdue' || aggregate !== handOffs.name || handOffId === undefined) return [];
  return [command(handOffs, handOffId, { type: 'RecordLapse', dueAt })];
});

/** What a hand-off does because of its own and other services' events. */
export const handOffSubscriptions = [onForwarded, onRequested, onReturned, onBreached];
