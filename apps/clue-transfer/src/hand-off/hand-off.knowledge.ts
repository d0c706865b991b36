import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { legalNow } from '@xiezhi/http';
import { Commands } from '@xiezhi/service';
import { clues } from '../clue/clue.announce.ts';
import type { Clue } from '../clue/clue.decider.ts';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { handOffs } from './hand-off.announce.ts';
import type { FrozenPackage, HandOff } from './hand-off.decider.ts';
import type { DraftHandOffBody } from './hand-off.requests.ts';
import { freezePackage } from './package.ts';

type Registered = Exclude<Clue, { status: 'unregistered' }>;
type Existing = Exclude<HandOff, { status: 'undrafted' }>;

/** What a hand-off command must know beyond its own stream: it is looked up here and travels in the command. */
@Injectable()
export class HandOffKnowledge {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(KnownDirectory) private readonly directory: KnownDirectory,
  ) {}

  async forDraft(body: DraftHandOffBody, caller: Caller, act: Act) {
    const [clue, sender, receiver, route] = await Promise.all([
      this.#clue(body.matterId, act),
      this.directory.party(caller.agency),
      this.directory.party(body.receiver),
      this.directory.route(body.route),
    ]);
    const { owner, content, world } = clue;
    return {
      matter: {
        matterKind: body.matterKind,
        matterId: body.matterId,
        familyId: body.matterId,
        owner,
        title: content.title,
        sourceCode: content.sourceCode,
        world,
      },
      sender,
      receiver,
      route,
      on: dayInShanghai(act.actedAt === undefined ? legalNow(caller) : new Date(act.actedAt)),
      purpose: body.purpose,
      legalBasis: body.legalBasis,
    };
  }

  /** The package as it would be frozen now, if the caller may see the clue; between draft and approval nothing in it can change. */
  async packageOf(handOffId: string, act: Act): Promise<FrozenPackage | undefined> {
    const { state } = await this.handOff(handOffId, act);
    const clue = await this.commands.view(clues, state.matterId, act);
    if (clue === undefined || clue.state.status === 'unregistered') return undefined;
    const { content, materials } = clue.state;
    const { matterKind, matterId, sender, receiver, routeId, purpose, legalBasis } = state;
    return freezePackage({ handOffId, matterKind, matterId, sender, receiver, routeId, purpose, legalBasis, clue: content, materials });
  }

  /** @throws Refusal HAND_OFF_NOT_FOUND when there is none the caller may see */
  async handOff(id: string, act: Act): Promise<{ state: Existing; version: number }> {
    const found = await this.commands.view(handOffs, id, act);
    if (found === undefined || found.state.status === 'undrafted') throw new Refusal('HAND_OFF_NOT_FOUND');
    return { state: found.state, version: found.version };
  }

  async #clue(id: string, act: Act): Promise<Registered> {
    const found = await this.commands.view(clues, id, act);
    if (found === undefined || found.state.status === 'unregistered') throw new Refusal('CLUE_NOT_FOUND');
    return found.state;
  }
}

const shanghaiDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** Legal dates are Asia/Shanghai, whatever zone the machine is in. */
function dayInShanghai(moment: Date): string {
  return shanghaiDay.format(moment);
}
