import type { ServiceName } from '@xiezhi/contracts';

/**
 * What the two working roles of a service meet when they read a table of it; every other role is denied, and the owner, who only
 * migrates, sees no row that has parties.
 *
 * `parties`: the app role sees rows of its agency alone, none without one; the worker role all.
 * `metadata`: as parties, and an auditor sees all: who acted when on what, never what was said.
 * `auditor`: the app role sees rows for an auditor alone; the worker role all.
 * `sealed`: as parties, and the worker role is denied.
 * `receipt`: as parties, and the worker role sees none.
 * `public`: names, codes and rules, for whoever is signed in; no case facts.
 * `app`, `worker`: one of them alone.
 * `nobody`: neither.
 */
export type Readers = 'parties' | 'metadata' | 'auditor' | 'sealed' | 'receipt' | 'public' | 'app' | 'worker' | 'nobody';

const inbox: Record<string, Readers> = {
  inbox_beacon: 'worker',
  inbox_begun: 'worker',
  relay_member: 'worker',
  inbox_gate: 'worker',
  inbox_offset: 'worker',
  inbox_parked: 'worker',
  inbox_refused: 'worker',
  inbox_seen: 'worker',
  migration: 'nobody',
  operator_act: 'worker',
  relay_lease: 'worker',
};

const streams: Record<string, Readers> = {
  announced: 'worker',
  claim: 'public',
  fact: 'parties',
  outbox: 'worker',
  receipt: 'receipt',
  relay_count: 'worker',
  stream: 'parties',
};

/** Numbers of documents 发文字号, by whoever gives them. */
const numbers: Record<string, Readers> = { document_number: 'parties', number_series: 'parties' };

/** Every table of every schema. One that is not listed here fails the test, whoever added it. */
export const readersOf: Record<ServiceName, Record<string, Readers>> = {
  directory: {
    ...inbox,
    ...streams,
    // The directory is public: its streams have no parties.
    fact: 'public',
    stream: 'public',
    agency: 'public',
    competence_proposal: 'public',
    desk: 'public',
    division: 'public',
    mechanism_pack: 'public',
    post: 'public',
    post_grant: 'public',
    practice_world: 'public',
    route: 'public',
    water_body: 'public',
  },
  'clue-transfer': {
    ...inbox,
    ...streams,
    family_key: 'sealed',
    sealed_reporter: 'sealed',
    ...numbers,
    problem_place: 'parties',
    known_pack: 'worker',
    known_agency: 'public',
    known_route: 'public',
  },
  'case-supervision': {
    ...inbox,
    ...streams,
    ...numbers,
    clock: 'parties',
    // Digests and public notices.
    counted_calendar: 'public',
    // The platform's own, about everybody's clocks: identifiers, rows and dates.
    replan: 'parties',
    replan_change: 'parties',
    known_pack: 'worker',
    known_matter: 'parties',
    known_agency: 'public',
    known_route: 'public',
    // Ids of matter and unit by their height on the ladder; no case facts.
    open_rung: 'public',
    practice_world: 'public',
  },
  feedback: { ...inbox, ...streams, known_pack: 'worker' },
  audit: { ...inbox, trail: 'metadata', trail_body: 'parties', trail_head: 'auditor' },
  portal: {
    ...inbox,
    agency: 'public',
    post: 'public',
    post_grant: 'public',
    world: 'public',
    deadline: 'parties',
    figure_item: 'parties',
    frozen_figure: 'parties',
    notice: 'parties',
    standing: 'parties',
    timeline_line: 'parties',
    turn: 'parties',
    notice_counter: 'public',
    session: 'app',
    sign_in: 'app',
  },
};
