import type { Stage } from '@xiezhi/tools/story';

/** One command as the client knows it: what it sent, under which key, and what it was answered. */
export interface JournalEntry {
  post: string;
  path: string;
  body: Record<string, unknown>;
  key: string;
  world?: string;
  answer: { id: string; version: number };
}

/** What one accepted command must leave behind, wherever its effects are: `<schema> <fact>` and types of announcements. */
export interface Consequences {
  facts: string[];
  announcements: string[];
}

/**
 * Written down from the protocol (DESIGN 3), the deadlines (DOMAIN 4.2) and the duties of feedback (3.8), not from the services: the
 * invariants compare what the services did with this. It knows the road of K11; a command that is repeated under its key stands in a
 * journal once.
 */
const consequences: [path: RegExp, Consequences][] = [
  [/^\/api\/clue-transfer\/clues$/, { facts: ['clue_transfer ClueRegistered'], announcements: ['clue-transfer.clue-registered.v1'] }],
  [/^\/api\/clue-transfer\/clues\/[^/]+\/disclose-reporter$/, { facts: ['clue_transfer ReporterDisclosed'], announcements: [] }],
  [/^\/api\/clue-transfer\/hand-offs$/, { facts: ['clue_transfer HandOffDrafted'], announcements: [] }],
  [/\/hand-offs\/[^/]+\/submit$/, { facts: ['clue_transfer HandOffSubmitted'], announcements: ['clue-transfer.hand-off-submitted.v1'] }],
  [
    /\/hand-offs\/[^/]+\/approve$/,
    // Signing for it is due (H06); receipt and acceptance are owed.
    {
      facts: ['clue_transfer HandOffSent', 'clue_transfer HandingOver', clock('Started'), thread('Opened'), thread('Opened')],
      announcements: ['clue-transfer.hand-off-sent.v1', clockTold('started'), owed('owed'), owed('owed')],
    },
  ],
  [
    /\/hand-offs\/[^/]+\/receive$/,
    // H06 and the receipt are met by it; the answer is due (H09b).
    {
      facts: ['clue_transfer HandOffReceived', clock('Stopped'), clock('Started'), thread('Met')],
      announcements: ['clue-transfer.hand-off-received.v1', clockTold('stopped'), clockTold('started'), owed('met')],
    },
  ],
  [
    /\/hand-offs\/[^/]+\/accept$/,
    // H09b and the acceptance are met; the file is opened with its other side, and its evaluation counted (A24).
    {
      facts: [
        'clue_transfer HandOffAccepted',
        'clue_transfer HandedOver',
        'case_supervision CaseFileOpened',
        'case_supervision FileReturnOpened',
        clock('Stopped'),
        clock('Started'),
        thread('Met'),
      ],
      announcements: [
        'clue-transfer.hand-off-accepted.v1',
        'clue-transfer.clue-owner-changed.v1',
        'case-supervision.case-file-opened.v1',
        clockTold('stopped'),
        clockTold('started'),
        owed('met'),
      ],
    },
  ],
  [
    /\/case-files\/[^/]+\/evaluate$/,
    { facts: ['case_supervision CaseFileStepTaken'], announcements: ['case-supervision.case-file-stage-entered.v1'] },
  ],
  [
    /\/case-files\/[^/]+\/decide$/,
    // A24 is met, a return is out of the question, the result is owed and due (H09c).
    {
      facts: [
        'case_supervision CaseFileStepTaken',
        'case_supervision ReturnForeclosed',
        clock('Stopped'),
        thread('Opened'),
        clock('Started'),
      ],
      announcements: [
        'case-supervision.case-file-stage-entered.v1',
        'case-supervision.case-file-decided.v1',
        clockTold('stopped'),
        owed('owed'),
        clockTold('started'),
      ],
    },
  ],
  [
    /\/threads\/[^/]+\/answer$/,
    // On its second and last day, when H09c has reached the point of attention (half of two working days); confirming is due (H10).
    {
      facts: ['feedback ThreadAnswered', clock('Warned'), clock('Stopped'), clock('Started')],
      announcements: ['feedback.feedback-answered.v1', clockTold('warned'), clockTold('stopped'), clockTold('started')],
    },
  ],
  [
    /\/threads\/[^/]+\/confirm$/,
    { facts: ['feedback ThreadConfirmed', clock('Stopped')], announcements: ['feedback.feedback-confirmed.v1', clockTold('stopped')] },
  ],
];

function clock(what: 'Started' | 'Stopped' | 'Warned'): string {
  return `case_supervision Clock${what}`;
}
function clockTold(what: 'started' | 'stopped' | 'warned'): string {
  return `case-supervision.clock-${what}.v1`;
}
function thread(what: 'Opened' | 'Met'): string {
  return `feedback Thread${what}`;
}
function owed(what: 'owed' | 'met'): string {
  return `feedback.feedback-${what}.v1`;
}

/** Commands on the directory concern no family and are counted by the directory's own specs. */
const isAboutMatters = ({ path }: JournalEntry): boolean => !path.startsWith('/api/directory/');

export function consequencesOf(entries: readonly JournalEntry[]): Consequences {
  const all = entries.filter(isAboutMatters).map(({ path }) => {
    const found = consequences.find(([pattern]) => pattern.test(path));
    if (found === undefined) throw new Error(`the journal does not know what follows from ${path}`);
    return found[1];
  });
  return {
    facts: all.flatMap(({ facts }) => facts).toSorted(),
    announcements: all.flatMap(({ announcements }) => announcements).toSorted(),
  };
}

/** Every command that was answered with yes. The truth that invariants are checked against. */
export class Journal {
  readonly entries: JournalEntry[] = [];

  /** Families begun here: a clue's id is its family's. */
  get families(): string[] {
    return this.entries.filter(({ path }) => path === '/api/clue-transfer/clues').map(({ answer }) => answer.id);
  }

  get worlds(): string[] {
    return [...new Set(this.entries.flatMap(({ world }) => world ?? []))];
  }

  /** @returns the entry that stands under this key already, when the command was only repeated */
  add(entry: JournalEntry): void {
    if (!this.entries.some(({ post, key }) => post === entry.post && key === entry.key)) this.entries.push(entry);
  }
}

/** A stage on which every command that is answered with yes is written down. `during` is called when a command is sent, not waited for. */
export function journalled(stage: Stage, journal: Journal, during: (path: string) => void = () => undefined): Stage {
  return {
    ...stage,
    async officerOf(post) {
      const officer = await stage.officerOf(post);
      return {
        query: (path, options) => officer.query(path, options),
        async command(path, body, options) {
          during(path);
          const answer = await officer.command(path, body, options);
          const { idempotencyKey: key, world } = options;
          journal.add({ post, path, body, key, answer: { id: answer.id, version: answer.version }, ...(world !== undefined && { world }) });
          return answer;
        },
      };
    },
  };
}
