import { agencies, Company, harbour, type Organ } from './company.ts';
import { brokenAtRest, brokenNow, type State, stateOfAll } from './invariants.ts';
import type { Machine } from './machine.ts';
import { type Delivery, Pump } from './pump.ts';
import fc from 'fast-check';

const procuratorates = agencies.slice(1, 4);
const organOf = (id: string | undefined): Organ => agencies.find((organ) => organ.id === id) ?? harbour;

/** What officers would do with a hand-off as it is, or with the file it led to; what they should not do is tried as well. */
const sensible = {
  'pending-approval': ['approve'],
  sent: ['receive', 'receive', 'recall'],
  received: ['accept', 'refuse', 'refuse', 'forward', 'requestSupplement', 'recall', 'consentToRecall', 'declineRecall'],
  supplement: ['supplement', 'lapse', 'accept', 'refuse', 'forward', 'recall', 'consentToRecall'],
  accepted: ['askToReturn', 'askToReturn', 'consentToReturn', 'consentToReturn', 'consentToReturn', 'decideFile'],
} as const;
type Verb = (typeof sensible)[keyof typeof sensible][number];
const verbs = [...new Set(Object.values(sensible).flat())];

export type Step =
  | { does: 'draft'; to: number }
  | { does: 'bind'; to: number }
  | { does: 'deliver'; what: Delivery }
  | { does: 'drain' }
  | { does: 'act'; verb: number; on: number; who: number; to: number };

const many = fc.nat({ max: 1000 });
const once = (times: number) => fc.nat({ max: times - 1 }).map((n) => n === 0);
const delivery = fc.record({ consumer: fc.nat({ max: 2 }), stream: many, isKilled: once(6), isRepeated: once(3) });
const does = <Name extends Step['does']>(name: Name) => ({ does: fc.constant(name) });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ ...does('act'), verb: many, on: many, who: many, to: many }) },
  { weight: 2, arbitrary: fc.record({ ...does('draft'), to: many }) },
  { weight: 1, arbitrary: fc.record({ ...does('bind'), to: many }) },
  { weight: 8, arbitrary: fc.record({ ...does('deliver'), what: delivery }) },
  { weight: 1, arbitrary: fc.record(does('drain')) },
);
/** Rounds of what happens at one moment. */
export const rounds = fc.array(fc.array(anyStep, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 40, size: 'max' });

/**
 * Plays one story and looks after each round. At its end all news arrives, and the clue is brought to an owner by whatever way is left:
 * a way there must be.
 *
 * @throws Error saying which promise was broken
 */
export async function play(machine: Machine, story: readonly (readonly Step[])[]): Promise<void> {
  const telling = new Story(machine);
  await telling.begin();
  for (const round of story) {
    await Promise.all(round.map((step) => telling.take(step)));
    telling.check(brokenNow(await telling.state()));
  }
  await telling.rest();
  await telling.bringHome();
}

class Story {
  readonly #company: Company;
  readonly #pump: Pump;
  readonly #handOffs: string[] = [];
  /** What was last looked at: officers act on what they saw. */
  #seen!: State;
  readonly #clueId: string;

  constructor(readonly machine: Machine) {
    this.#clueId = machine.newId();
    this.#company = new Company(machine);
    this.#pump = new Pump(this.#company, this.#clueId);
  }

  async begin(): Promise<void> {
    await this.#company.register(this.#clueId);
    for (const receiver of procuratorates) await this.#draft(receiver);
    await this.state();
  }

  async take(step: Step): Promise<void> {
    if (step.does === 'deliver') await this.#pump.deliver(step.what);
    if (step.does === 'drain') await this.#pump.drain();
    if (step.does === 'draft') await this.#draft(procuratorates[step.to % 3]!);
    if (step.does === 'bind') await this.#bind(procuratorates[step.to % 3]!);
    if (step.does === 'act') await this.#act(step);
  }

  /** Three times of four something sensible with a hand-off that is still alive, else anything with any, by anybody. */
  async #act({ verb, on, who, to }: Step & { does: 'act' }): Promise<void> {
    const isSensible = on % 4 > 0;
    const alive = this.#seen.handOffs.filter(({ status }) => status in sensible);
    const newest = alive.findLast(({ status }) => status !== 'pending-approval') ?? alive[on % Math.max(alive.length, 1)];
    const handOff = isSensible ? newest : this.#seen.handOffs[on % Math.max(this.#seen.handOffs.length, 1)];
    if (handOff === undefined) return;
    const choice = isSensible ? sensible[handOff.status as keyof typeof sensible] : verbs;
    const chosen = choice[verb % choice.length]!;
    await this.#say(chosen, handOff.id, this.#entitled(chosen, handOff, who), procuratorates[to % 3]!);
  }

  #entitled(verb: Verb, { sender, receiver }: { sender: string; receiver: string }, who: number): Organ {
    if (who % 8 === 0) return agencies[who % agencies.length]!;
    if (verb.endsWith('ToReturn')) return organOf(who % 2 === 0 ? sender : receiver);
    return organOf(verb === 'approve' || verb === 'recall' || verb === 'supplement' ? sender : receiver);
  }

  async #say(verb: Verb, id: string, organ: Organ, to: Organ): Promise<void> {
    if (verb === 'forward') {
      const successor = this.machine.newId();
      this.#handOffs.push(successor);
      await this.#company.forward(organ, id, successor, to);
    } else if (verb === 'lapse') await this.#company.lapse(id);
    else await this.#company[verb](organ, id);
  }

  async #draft(receiver: Organ): Promise<string> {
    const id = this.machine.newId();
    this.#handOffs.push(id);
    await this.#company.draft(harbour, id, this.#clueId, receiver);
    return id;
  }

  /** A coordinator names somebody only while its word is awaited. */
  async #bind(receiver: Organ): Promise<void> {
    const { flight } = await this.state();
    if (flight.bounces.length >= 3 && flight.named === undefined) await this.#company.bind(this.#clueId, receiver, this.machine.newId());
  }

  async state(): Promise<State> {
    this.#seen = await stateOfAll(this.#company, this.#clueId, this.#handOffs);
    return this.#seen;
  }

  async rest(): Promise<void> {
    await this.#pump.drain();
    this.check([...brokenAtRest(await this.state()), ...this.#pump.refused.map((refused) => `an event found no ear: ${refused}`)]);
  }

  /** Never stuck: the office alone, with a receiver that does its duty, brings the clue to an owner from wherever it is. */
  async bringHome(): Promise<void> {
    const before = await this.state();
    if (before.flight.owner !== harbour.id) return;
    let id = before.flight.inFlight?.handOffId;
    if (id === undefined) {
      await this.#bind(procuratorates[0]!);
      id = await this.#draft(organOf(before.flight.named?.units[0] ?? procuratorates[0]!.id));
      this.#mustWork('sent', await this.#company.approve(harbour, id));
    }
    const state = (await this.state()).handOffs.find((handOff) => handOff.id === id);
    const receiver = organOf(state?.receiver);
    if (state?.status === 'sent') await this.#company.receive(receiver, id);
    this.#mustWork('accepted', await this.#company.accept(receiver, id));
    await this.rest();
    this.check((await this.state()).flight.owner === receiver.id ? [] : ['no owner at the end']);
  }

  #mustWork(what: string, answer: string): void {
    if (answer !== 'done') throw new Error(`stuck: cannot be ${what}, ${answer}`);
  }

  check(broken: readonly string[]): void {
    if (broken.length > 0) throw new Error(broken.join('; '));
  }
}
