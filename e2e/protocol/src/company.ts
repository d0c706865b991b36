import { command, type Handled, type PlannedCommand, view } from '@xiezhi/aggregate';
import { fileIdOf } from '@xiezhi/case-supervision/case-file-gathering';
import { caseFilesOn } from '@xiezhi/case-supervision/case-file-aggregate';
import { fileReturns } from '@xiezhi/case-supervision/file-return';
import { onCharts } from '@xiezhi/clue-transfer/charts';
import { clues } from '@xiezhi/clue-transfer/clue';
import { handOffs } from '@xiezhi/clue-transfer/hand-off';
import { freezePackage, packageOf } from '@xiezhi/clue-transfer/hand-off-package';
import { onItsWay } from '@xiezhi/clue-transfer/on-its-way';
import type { Caller, ErrorCode, Role } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { type Act, type Fact, type PgEventStore, VersionConflict } from '@xiezhi/event-store';
import { chartBookOf, readMechanismPack } from '@xiezhi/mechanism-pack';
import { fileURLToPath } from 'node:url';
import type { Machine, Service } from './machine.ts';

const pack = readMechanismPack(fileURLToPath(new URL('../../../packs/river-chief-procurator', import.meta.url)));
export const charts = chartBookOf([pack]);
export const caseFiles = caseFilesOn(charts);
export const streams = onCharts(charts).matterStreams;

/** Five agencies: one office, three procuratorates, and the police, who are no party to anything. */
const agencyOf = (digits: string, kind: string) => ({
  id: `01920000-0000-7000-8000-00000000aa${digits}`,
  kind,
  level: 'county',
  division: '330523',
});
export const harbour = agencyOf('01', 'RCO');
export const agencies = [harbour, agencyOf('02', 'PRO'), agencyOf('03', 'PRO'), agencyOf('04', 'PRO'), agencyOf('05', 'POL')] as const;
export type Organ = (typeof agencies)[number];

const on = '2026-10-13';
const at = '2026-10-13T09:00:00+08:00';
const verbs = { refuse: 'with-reason', return: 'by-consent', forward: 'to-competent', recall: 'before-received' } as const;
const asked = { sourceCodes: [], requiredMaterial: [], requiredHistory: [], signingChain: ['approver' as const], validFrom: '2026-01-01' };
const routeFrom = (fromKind: string) => {
  const way = { kind: 'owning' as const, matterKind: 'clue' as const, fromKind, toKind: 'PRO', relation: 'any' as const, verbs };
  return { slug: `from-${fromKind.toLowerCase()}`, ...way, ...asked };
};
const wish = { reason: '双方协商退回' };
const foundClue = {
  title: '排水口异常排水',
  description: '水色发黑',
  sourceCode: 'S18',
  domainCode: 'E4',
  divisionCode: '330523001',
  foundAt: at,
};

/** One officer of an agency, as a controller would hand him on. */
const officer = ({ id, kind }: Organ, role: Role): Caller => {
  const post = `${kind.toLowerCase()}-${id.slice(-2)}.${role}`;
  return { account: post, post, agency: id, agencyName: kind, roles: [role], strength: 'password' };
};
export const actOf = (caller: Act['caller']): Act => ({ caller, correlationId: '01920000-0000-7000-8000-0000000000cc', actedAt: at });

/** How a command is said inside one transaction, and how a stream is looked at there. */
interface Desk {
  say<Event extends Fact, State>(planned: PlannedCommand): Promise<Handled<Event, State>>;
  store: PgEventStore;
  act: Act;
}
interface Actor {
  by: string;
  account: string;
}
type Without<Command, Names extends PropertyKey> = Command extends unknown ? Omit<Command, Names> : never;
type Said = Without<Extract<Parameters<typeof handOffs.decide>[0], Actor>, keyof Actor>;
type OfKeeper = Without<Extract<Parameters<typeof caseFiles.decide>[0], Actor>, keyof Actor | 'on'>;
type OfBoth = Without<Extract<Parameters<typeof fileReturns.decide>[0], Actor>, keyof Actor>;

/**
 * The officers of the story: each method is what a controller does, without HTTP. It answers `done`, or the code it was refused with,
 * after three tries against others who were faster, as libs/service has it.
 */
export class Company {
  constructor(readonly machine: Machine) {}

  register(clueId: string) {
    const said = { clueId, at, classification: '无' as const, content: foundClue, materials: [], hasReporter: false };
    return this.#as(harbour, 'intake', 'clue-transfer', ({ say }, by) =>
      say(command(clues, clueId, { type: 'RegisterClue', ...by, ...said })),
    );
  }

  draft(organ: Organ, id: string, clueId: string, receiver: Organ) {
    return this.#as(organ, 'intake', 'clue-transfer', async ({ say, store, act }, by) => {
      const matter = await matterOf(store, clueId, act);
      if (matter === undefined) throw new Refusal('CLUE_NOT_FOUND');
      const said = { sender: organ, receiver, route: routeFrom(organ.kind), on, purpose: '请依法评估', legalBasis: '第五条' };
      await say(command(handOffs, id, { type: 'DraftHandOff', ...by, matter, ...said }));
      await say(command(handOffs, id, { type: 'SubmitHandOff', ...by, package: (await signed(store, id, act)).package }));
    });
  }

  approve(organ: Organ, id: string) {
    return this.#as(organ, 'approver', 'clue-transfer', async ({ say, store, act }, by) => {
      const approval = { roles: ['approver' as const], on, ...(await signed(store, id, act)) };
      const { events } = await say<Parameters<typeof onItsWay>[2][number], unknown>(
        command(handOffs, id, { type: 'ApproveHandOff', ...by, ...approval }),
      );
      const matterStep = onItsWay(streams, id, events);
      if (matterStep !== undefined) await say(matterStep);
    });
  }

  receive = this.#verb({ type: 'ReceiveHandOff', at });
  accept = this.#verb({ type: 'AcceptHandOff' });
  refuse = this.#verb({ type: 'RefuseHandOff', reasonCode: 'NOT_COMPETENT', reason: '不属于本院管辖' });
  requestSupplement = this.#verb({ type: 'RequestSupplement', at, items: ['监测报告'], reason: '请补充' });
  supplement = this.#verb({ type: 'SupplementHandOff', outcome: 'impossible', statement: '样品已灭失' });
  recall = this.#verb({ type: 'RecallHandOff', reason: '拟另行处理' });
  consentToRecall = this.#verb({ type: 'ConsentToRecall' });
  declineRecall = this.#verb({ type: 'DeclineRecall', reason: '已着手评估' });

  forward(organ: Organ, id: string, successor: string, receiver: Organ) {
    const parties = { forwarder: organ, sender: harbour, receiver, route: routeFrom(organ.kind) };
    return this.#verb({ type: 'ForwardHandOff', successor, ...parties, on, reason: '应由他院管辖', materials: [] })(organ, id);
  }

  /** A decision forecloses the return in its own transaction, always the file first. */
  decideFile(organ: Organ, handOffId: string) {
    const id = fileIdOf(handOffId);
    const fields = { resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '行政机关已依法履职。' };
    return this.#as(organ, 'approver', 'case-supervision', async ({ say }, { by, account }) => {
      const who = { agency: by, account, roles: ['approver' as const], parties: ['keeper'], isJudicial: true };
      const request = { transition: 'T9', who, on, fields, deviation: '紧急情况下先行决定' };
      const { events } = await say(command(caseFiles, id, { type: 'TakeCaseFileStep', request }));
      if (events.length > 0) await say(command(fileReturns, id, { type: 'ForecloseReturn' }));
    });
  }

  askToReturn = this.#returning(
    'section-head',
    { type: 'ReturnCaseFile', basis: 'consent', at, ...wish },
    { type: 'RequestReturn', ...wish },
  );
  consentToReturn = this.#returning('approver', { type: 'ConsentToReturn' }, { type: 'ConsentToReturn' });

  /** What the clock says when the limit of a supplement has passed, and what a bound dispute says to the matter. */
  lapse = (id: string) => this.#reaction(command(handOffs, id, { type: 'RecordLapse', dueAt: '2026-10-20T00:00:00+08:00' }));
  bind = (clueId: string, { id }: Organ, disputeId: string) =>
    this.#reaction(command(clues, clueId, { type: 'RecordNamed', disputeId, units: [id] }));

  /** On behalf of nobody: what a service does because of an event. */
  asService<Result>(service: Service, work: (desk: Desk) => Promise<Result>): Promise<Result> {
    return this.machine.transaction(service, undefined, (store) => work(deskOf(store, actOf({ service }))));
  }

  #verb(said: Said) {
    return (organ: Organ, id: string) =>
      this.#as(organ, 'intake', 'clue-transfer', ({ say }, by) => say(command(handOffs, id, { ...said, ...by })));
  }

  /** The keeper writes its file and the shared stream, the sender the shared stream alone. */
  #returning(role: Role, ofKeeper: OfKeeper, ofBoth: OfBoth) {
    return (organ: Organ, handOffId: string) =>
      this.#as(organ, role, 'case-supervision', async ({ say }, by) => {
        const id = fileIdOf(handOffId);
        if (organ !== harbour) await say(command(caseFiles, id, { ...ofKeeper, ...by, on }));
        await say(command(fileReturns, id, { ...ofBoth, ...by }));
      });
  }

  #as(organ: Organ, role: Role, service: Service, work: (desk: Desk, by: Actor) => Promise<unknown>) {
    const caller = officer(organ, role);
    const actor = { by: organ.id, account: caller.account };
    return tried(() => this.machine.transaction(service, organ.id, (store) => work(deskOf(store, actOf(caller)), actor)));
  }

  #reaction = (planned: PlannedCommand) => tried(() => this.asService('clue-transfer', ({ say }) => say(planned)));
}

async function tried(work: () => Promise<unknown>): Promise<'done' | ErrorCode> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return 'done';
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      if (!(error instanceof VersionConflict)) throw error;
      if (tries === 3) return 'STALE_VERSION';
    }
  }
}

/** Reactions need no look-ups here: nobody asks for a file's hand-off in this story. */
const noLookUps = undefined as never;

const deskOf = (store: PgEventStore, act: Act): Desk => ({
  store,
  act,
  say: <Event extends Fact, State>(planned: PlannedCommand) => planned.handle(store, act, noLookUps) as Promise<Handled<Event, State>>,
});

export async function look(store: PgEventStore, id: string, act: Act) {
  const state = (await view(store, handOffs, id, act))?.state;
  return state === undefined || state.status === 'undrafted' ? undefined : state;
}

function matterOf(store: PgEventStore, clueId: string, act: Act) {
  const commands = { view: (aggregate: typeof clues, id: string) => view(store, aggregate, id, act) };
  // A matter is looked at through the service's commands; inside a transaction its store answers for them.
  return streams.clue.look(commands as unknown as Parameters<typeof streams.clue.look>[0], clueId, act);
}

/** What a signer has before him: the receiver, where the matter is, and the package as it would be frozen now. */
async function signed(store: PgEventStore, id: string, act: Act) {
  const handOff = await look(store, id, act);
  const matter = handOff && (await matterOf(store, handOff.matterId, act));
  const receiver = agencies.find((known) => known.id === handOff?.receiver);
  return { receiver, flight: matter?.flight, package: handOff && matter && freezePackage(packageOf(id, handOff, matter)) };
}
