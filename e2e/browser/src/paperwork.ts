import { randomUUID } from 'node:crypto';
import { PortalClient } from '@xiezhi/testing/portal-client';
import type { Stack } from '@xiezhi/testing/stack';
import { eventually } from '@xiezhi/testing';

const digest = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9';
export const office = 'anji-river-chief-office';
export const procuratorate = 'anji-procuratorate';

export interface HandedOver {
  id: string;
  title: string;
}

/** What officers did beside the screen, before a story on a screen begins: only that story is looked at. */
export class Paperwork {
  readonly #stack: Stack;
  readonly #officers = new Map<string, Promise<PortalClient>>();
  #receiver: Promise<string> | undefined;

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  /** A clue of the river-chief office of 安吉. */
  async clue(): Promise<HandedOver> {
    const title = `岸坡堆放渣土 ${randomUUID().slice(0, 8)}`;
    const { id } = await (await this.#as(`${office}.intake`)).command('/api/clue-transfer/clues', clue(title));
    return { id, title };
  }

  /** A problem that the office has found itself. */
  async problem(): Promise<HandedOver> {
    const title = `河道左岸钢棚 ${randomUUID().slice(0, 8)}`;
    const found = { title, description: '新建钢棚。', sourceCode: 'S11', categoryCode: 'Z4-02', divisionCode: '330523001' };
    const where = { waterBodyId: 'WB22', reach: `段-${title.slice(-8)}`, lon: 119.7, lat: 30.64, foundAt: '2026-10-11T16:20:00+08:00' };
    const { materials } = clue(title);
    const { id } = await (await this.#as(`${office}.intake`)).command('/api/clue-transfer/problems', { ...found, ...where, materials });
    return { id, title };
  }

  /** Its hand-off to the procuratorate, which waits for a signature. */
  async submitted({ id: matterId, title }: HandedOver): Promise<HandedOver> {
    const intake = await this.#as(`${office}.intake`);
    const draft = {
      matterKind: 'clue',
      matterId,
      receiver: await this.#idOfReceiver(),
      route: 'clue-from-public',
      purpose: '请依法评估并反馈。',
      legalBasis: '线索移送约定',
    };
    const { id } = await intake.command('/api/clue-transfer/hand-offs', draft);
    await intake.command(`/api/clue-transfer/hand-offs/${id}/submit`, {});
    return { id, title };
  }

  async sent(): Promise<HandedOver> {
    const handOff = await this.submitted(await this.clue());
    await this.#say(`${office}.approver`, `clue-transfer/hand-offs/${handOff.id}/approve`);
    return handOff;
  }

  async accepted(): Promise<HandedOver> {
    const handOff = await this.sent();
    await this.#say(`${procuratorate}.intake`, `clue-transfer/hand-offs/${handOff.id}/receive`);
    await this.#say(`${procuratorate}.intake`, `clue-transfer/hand-offs/${handOff.id}/accept`);
    return handOff;
  }

  /** Accepted, evaluated, and decided to be another organ's: the file is to go on. */
  async decidedToRefer(): Promise<HandedOver> {
    const handOff = await this.accepted();
    const keeper = await this.#as(`${procuratorate}.approver`);
    // The file is opened by the acceptance, a moment after it.
    const file = await eventually(() => keeper.query<{ id: string }>(`/api/case-supervision/case-files/of-hand-off/${handOff.id}`), {
      withinMs: 30_000,
    });
    const path = `case-supervision/case-files/${file.id}`;
    await this.#say(`${procuratorate}.handler`, `${path}/evaluate`, { findings: '属于水行政主管部门职责。' });
    await this.#say(`${procuratorate}.approver`, `${path}/decide`, { resultCode: 'REFERRED_AGENCY', reason: '移送有权机关处理。' });
    return handOff;
  }

  async #say(post: string, path: string, said: object = {}): Promise<void> {
    await (await this.#as(post)).command(`/api/${path}`, said);
  }

  #as(post: string): Promise<PortalClient> {
    const officer = this.#officers.get(post) ?? signedIn(this.#stack, post);
    this.#officers.set(post, officer);
    return officer;
  }

  async #idOfReceiver(): Promise<string> {
    this.#receiver ??= this.#as(`${office}.intake`).then(async (intake) => {
      const { items } = await intake.query<{ items: { id: string }[] }>(`/api/directory/agencies?slug=${procuratorate}`);
      return items[0]?.id ?? '';
    });
    return this.#receiver;
  }
}

async function signedIn(stack: Stack, post: string): Promise<PortalClient> {
  const client = new PortalClient({ portal: stack.address.portal, account: post, password: stack.developmentPassword });
  await client.actIn(post);
  return client;
}

const clue = (title: string) => ({
  title,
  description: '巡查中发现岸坡堆放渣土。',
  sourceCode: 'S18',
  domainCode: 'E4',
  divisionCode: '330523001',
  foundAt: '2026-10-11T16:20:00+08:00',
  materials: [{ name: '现场照片', kind: 'AUDIOVISUAL', mediaType: 'image/jpeg', bytes: 1024, sha256: digest }],
});
