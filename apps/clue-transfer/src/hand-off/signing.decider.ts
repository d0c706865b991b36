import type { Role } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { isNamed, refuseAfterBounces } from '../matter/flight.ts';
import { packageFor } from './drafting.decider.ts';
import type { CommandOf } from './hand-off.commands.ts';
import type { ExistingHandOff, FrozenPackage, HandOffDraft, HandOffEvent, Signature, UnsentHandOff } from './hand-off.state.ts';
import { onlyTheSender } from './parties.ts';
import { type KnownParty, refuseMissingMaterial, standing } from './route.ts';

type Pending = UnsentHandOff & { status: 'pending-approval' };

/** The signer whose turn it is gives the draft back with a remark; earlier signatures are void. */
export function sendBackHandOff(command: CommandOf<'SendBackHandOff'>, handOff: ExistingHandOff): HandOffEvent[] {
  onlyTheSender(command, handOff);
  const { account, remark, roles } = command;
  if (handOff.status === 'draft' && handOff.remark === remark && !handOff.drafters.includes(account)) return [];
  if (handOff.status !== 'pending-approval') throw new Refusal('HAND_OFF_NOT_PENDING_APPROVAL');
  signingRoleOf({ account, roles }, handOff);
  return [{ type: 'HandOffSentBack', account, remark }];
}

/** One signature of the chain. The last one sends: what the signers saw is frozen and named by its digests from this fact on. */
export function approveHandOff(command: CommandOf<'ApproveHandOff'>, handOff: ExistingHandOff): HandOffEvent[] {
  onlyTheSender(command, handOff);
  const { account } = command;
  const hasJustSigned = 'signatures' in handOff && handOff.signatures.at(-1)?.account === account;
  if (hasJustSigned && (handOff.status === 'sent' || handOff.status === 'pending-approval')) return [];
  if (handOff.status !== 'pending-approval') throw new Refusal('HAND_OFF_NOT_PENDING_APPROVAL');

  const role = signingRoleOf(command, handOff);
  // Each signer is told, not only the last one: a draft may be older than the end of its receiver.
  const receiver = standing(command.receiver, command.on);
  const frozen = packageFor(command);
  for (const seen of [handOff.packageSha256, command.expectedSha256])
    if (seen !== undefined && seen !== frozen.sha256) throw new Refusal('PACKAGE_CHANGED', { seen, now: frozen.sha256 });

  const signature: Signature = { account, role };
  const isLast = handOff.signatures.length === handOff.signingChain.length - 1;
  return [
    isLast
      ? sending(handOff, signature, { flight: command.flight, frozen, receiver })
      : { type: 'HandOffSigned', packageSha256: frozen.sha256, ...signature },
  ];
}

interface Known extends Pick<CommandOf<'ApproveHandOff'>, 'flight'> {
  frozen: FrozenPackage;
  receiver: KnownParty;
}

function sending(handOff: Pending, last: Signature, { flight, frozen, receiver }: Known): HandOffEvent {
  refuseMissingMaterial(handOff.requiredMaterial, frozen.materialKinds);
  const moves = handOff.kind === 'owning' && flight !== undefined;
  if (moves) refuseAfterBounces(flight, receiver.id);
  const { status: _, drafters, packageSha256: _sha256, signatures: earlier, ...draft } = handOff;
  return {
    type: 'HandOffSent',
    draft: draft satisfies HandOffDraft,
    drafters,
    signatures: [...earlier, last],
    package: frozen,
    bounces: flight?.bounces.length ?? 0,
    isNamed: moves && isNamed(flight, receiver.id),
  };
}

/** @throws Refusal unless it is the turn of one of these roles, and the account neither wrote nor signed (G2) */
function signingRoleOf({ account, roles }: { account: string; roles: Role[] }, handOff: Pending): Role {
  if (handOff.drafters.includes(account)) throw new Refusal('APPROVER_IS_DRAFTER');
  if (handOff.signatures.some((signature) => signature.account === account)) throw new Refusal('SIGNER_HAS_SIGNED');
  const role = handOff.signingChain[handOff.signatures.length];
  if (role === undefined) throw new Error('a hand-off whose chain is signed is sent');
  if (!roles.includes(role)) throw new Refusal('SIGNATURE_OF_OTHER_ROLE_AWAITED', { role });
  return role;
}
