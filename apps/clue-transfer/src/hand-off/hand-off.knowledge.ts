import { Inject, Injectable } from '@nestjs/common';
import type { Caller, MatterKind, Material } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { Commands } from '@xiezhi/service';
import { v7 as uuidv7 } from 'uuid';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { dayOf } from '../legal-moment.ts';
import type { HandedMatter } from '../matter/matter-stream.ts';
import { MATTER_STREAMS, type MatterStreams } from '../matter/matters.ts';
import { handOffs } from './hand-off.announce.ts';
import type { Approval, Forwarding, Writing } from './hand-off.commands.ts';
import type { DraftContent, ForwardHandOffBody } from './hand-off.requests.ts';
import { type ExistingHandOff, type FrozenPackage, isUnsent } from './hand-off.state.ts';
import { freezePackage, packageOf, requestedPackage, supplementedPackage } from './package.ts';

/** What a hand-off command must know beyond its own stream: it is looked up here and travels in the command. */
@Injectable()
export class HandOffKnowledge {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(KnownDirectory) private readonly directory: KnownDirectory,
    @Inject(MATTER_STREAMS) private readonly streams: MatterStreams,
  ) {}

  async forDraft(of: { matterKind: MatterKind; matterId: string }, body: DraftContent, caller: Caller, act: Act): Promise<Writing> {
    const { purpose, legalBasis, parts, urgencyReason } = body;
    const on = dayOf(act, caller);
    const [seen, sender, receiver, route] = await Promise.all([
      this.#matter(of.matterKind, of.matterId, act),
      this.directory.party(caller.agency),
      this.directory.party(body.receiver),
      this.directory.route(body.route, on),
    ]);
    if (seen === undefined) throw new Refusal(this.streams[of.matterKind].notFound);
    const { flight: _, ...matter } = seen;
    const urgent = urgencyReason === undefined ? {} : { urgent: { reason: urgencyReason } };
    return { matter, sender, receiver, route, on, purpose, legalBasis, parts, ...urgent };
  }

  async forApproval(handOffId: string, caller: Caller, act: Act): Promise<Omit<Approval, 'expectedSha256'>> {
    const { state } = await this.handOff(handOffId, act);
    const matter = await this.#matter(state.matterKind, state.matterId, act);
    const frozen = await this.#packageOf(handOffId, state, matter, act);
    const receiver = await this.directory.party(state.receiver);
    return { roles: caller.roles, package: frozen, receiver, on: dayOf(act, caller), flight: matter?.flight };
  }

  async forForwarding(handOffId: string, body: ForwardHandOffBody, caller: Caller, act: Act): Promise<Forwarding> {
    const { state } = await this.handOff(handOffId, act);
    const on = dayOf(act, caller);
    const [forwarder, sender, receiver, route] = await Promise.all([
      this.directory.party(caller.agency),
      this.directory.party(state.sender),
      this.directory.party(body.receiver),
      this.directory.route(body.route, on),
    ]);
    const { reason, materials } = body;
    return { successor: uuidv7(), forwarder, sender, receiver, route, on, reason, materials };
  }

  async forSupplement(handOffId: string, materials: Material[], act: Act) {
    const { state } = await this.handOff(handOffId, act);
    if (isUnsent(state)) throw new Refusal(state.sender === agencyOf(act) ? 'HAND_OFF_NOT_SENT' : 'HAND_OFF_NOT_FOUND');
    const next = freezePackage(supplementedPackage(state.package, materials));
    return { outcome: 'supplied', materials, package: next, basedOn: state.package.sha256 } as const;
  }

  /** The package as it would be frozen now, if the caller may see the matter. */
  async packageOf(handOffId: string, act: Act): Promise<FrozenPackage | undefined> {
    const { state } = await this.handOff(handOffId, act);
    return this.#packageOf(handOffId, state, await this.#matter(state.matterKind, state.matterId, act), act);
  }

  /** @throws Refusal HAND_OFF_NOT_FOUND when there is none the caller may see */
  async handOff(id: string, act: Act): Promise<{ state: ExistingHandOff; version: number }> {
    const found = await this.commands.view(handOffs, id, act);
    if (found === undefined || found.state.status === 'undrafted') throw new Refusal('HAND_OFF_NOT_FOUND');
    return { state: found.state, version: found.version };
  }

  async #packageOf(
    handOffId: string,
    state: ExistingHandOff,
    matter: HandedMatter | undefined,
    act: Act,
  ): Promise<FrozenPackage | undefined> {
    if (!isUnsent(state)) return state.package;
    if (state.requested === undefined) return matter && freezePackage(packageOf(handOffId, state, matter));
    if (state.requested.handOffId === undefined) return freezePackage(requestedPackage(handOffId, state, undefined));
    const { state: received } = await this.handOff(state.requested.handOffId, act);
    return isUnsent(received) ? undefined : freezePackage(requestedPackage(handOffId, state, received));
  }

  async #matter(kind: MatterKind, id: string, act: Act): Promise<HandedMatter | undefined> {
    return this.streams[kind].look(this.commands, id, act);
  }
}

function agencyOf({ caller }: Act): string | undefined {
  return 'agency' in caller ? caller.agency : undefined;
}
