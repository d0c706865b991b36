import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Handled } from '@xiezhi/aggregate';
import { type Caller, errorCatalogue, type ReadToken } from '@xiezhi/contracts';
import { takeNumber } from '@xiezhi/document-number';
import { type Act, PgEventStore } from '@xiezhi/event-store';
import { answerTo, encodeReadToken, isFault } from '@xiezhi/http';
import type { Queryable } from '@xiezhi/postgres';
import { Commands } from '@xiezhi/service';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { onItsWay } from '../matter/on-its-way.ts';
import { MATTER_STREAMS, type MatterStreams } from '../matter/matters.ts';
import { handOffs } from './hand-off.announce.ts';
import { HandOffKnowledge } from './hand-off.knowledge.ts';
import type { HandOff, HandOffEvent } from './hand-off.state.ts';

type Approved = Handled<HandOffEvent, HandOff>;

/** Where hand-offs are signed, one or a morning's worth: the last signature numbers, sends and sets the matter on its way at once. */
@Injectable()
export class SigningDesk {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(HandOffKnowledge) private readonly knowledge: HandOffKnowledge,
    @Inject(KnownDirectory) private readonly directory: KnownDirectory,
    @Inject(MATTER_STREAMS) private readonly streams: MatterStreams,
  ) {}

  async approve(id: string, expectedSha256: string | undefined, caller: Caller, act: Act): Promise<Approved> {
    const { agency: by, account } = caller;
    const approval = await this.knowledge.forApproval(id, caller, act);
    const word = await this.directory.documentWord(by);
    return this.commands.handle(handOffs, id, { type: 'ApproveHandOff', by, account, ...approval, expectedSha256 }, act, {
      finish: (tx, events) => Promise.all(events.map((event) => numbered(tx, id, event, word, approval.on))),
      also: async (tx, { events }) => {
        // Key and version belong to the hand-off; the matter's step follows from it.
        const { idempotency: _key, expectedVersion: _version, ...following } = act;
        await onItsWay(this.streams, id, events)?.handle(new PgEventStore(tx, 'clue-transfer'), following, tx);
      },
    });
  }

  /**
   * Each row is signed by itself: one that is refused stops no other, and a repetition of the request, whole or after a crash in the
   * middle, answers the signed rows from their own receipts and signs the rest.
   */
  async approveEach(ids: readonly string[], caller: Caller, act: Act) {
    const results = [];
    const readToken: ReadToken = [];
    for (const id of new Set(ids)) {
      try {
        const handled = await this.approve(id, undefined, caller, rowOf(act, id));
        readToken.push(...handled.readToken);
        results.push({ id, isApproved: true, version: handled.version });
      } catch (error) {
        // Also a row on which somebody else was faster three times: only what is nobody's answer ends the map.
        const { code, detail } = answerTo(error);
        if (isFault(code)) throw error;
        const { title, advice } = errorCatalogue[code];
        results.push({ id, isApproved: false, code, title, advice, ...(detail !== undefined && { detail }) });
      }
    }
    return { results, readToken: encodeReadToken(readToken) };
  }
}

/** 发文字号, taken in the approving transaction; where the unit has no word its letters bear no number here. */
async function numbered(tx: Queryable, id: string, event: HandOffEvent, word: string | undefined, on: string): Promise<HandOffEvent> {
  if (event.type !== 'HandOffSent' || word === undefined) return event;
  const { sender: unit, world, matterKind } = event.draft;
  const type = matterKind === 'problem' ? ('assignment' as const) : ('letter' as const);
  const request = { type, unit, word, year: Number(on.slice(0, 4)), subject: `hand-off/${id}` };
  return { ...event, documentNumber: await takeNumber(tx, world === undefined ? request : { ...request, world }) };
}

/** The row's own idempotency: derived from the request's key, so that the same request means the same rows. */
function rowOf(act: Act, id: string): Act {
  if (act.idempotency === undefined) return act;
  const { key, requestHash } = act.idempotency;
  return { ...act, idempotency: { key: createHash('sha256').update(`${key}\n${id}`, 'utf8').digest('hex'), requestHash } };
}
