import {
  ClockBreachedV1,
  ClockChangedV1,
  ClockExpiredV1,
  ClockStartedV1,
  ClockStoppedV1,
  ClockWarnedV1,
  type IntegrationEvent,
  type MatterKind,
} from '@xiezhi/contracts';
import type { DeadlineReading } from '../deadline/deadline.reading.ts';
import { type Line, type LineDetail, type Reader, reads, type Tell, type Turn } from './reading.ts';

interface Clock {
  clockId: string;
  ruleId: string;
  ruleName: string;
  subject: string;
  matterKind: MatterKind;
  matterId: string;
  holder: string;
  title: string;
}
type ClockEvent = IntegrationEvent<Clock>;

const lineOf = ({ data }: ClockEvent, detail: LineDetail = {}): Line => ({
  first: data.holder,
  title: data.title,
  detail: { rule: data.ruleName, ...detail },
});
const dueDetail = (dueAt: string | undefined): LineDetail => (dueAt === undefined ? {} : { dueAt });

interface Due {
  dueAt?: string | undefined;
  lateAfter?: string | undefined;
  attentionAt?: string | undefined;
  warningAt?: string | undefined;
  unit?: string | undefined;
  isProvisional: boolean;
  nature: string;
  turnsRed: boolean;
}

function running({ data }: IntegrationEvent<Clock & Due>, state: 'running' | 'paused', change?: string): DeadlineReading {
  const { clockId, ruleId, ruleName, subject, matterKind, matterId, holder, title } = data;
  const { dueAt, lateAfter, attentionAt, warningAt, unit, isProvisional, nature, turnsRed } = data;
  const about = { clockId, ruleId, ruleName, subject, matterKind, matterId, holder, title };
  const due = {
    dueAt,
    lateAfter: lateAfter ?? dueAt,
    attentionAt: attentionAt ?? warningAt,
    warningAt,
    unit,
    isProvisional,
    nature,
    turnsRed,
  };
  return { ...about, ...due, state, ...(change !== undefined && { change }) };
}

/** Stands for a deadline that has no turn of its own; a turn of the holder on the same stream covers it. */
const turnOf = ({ subject, meta, data }: ClockEvent, kind: 'meet-deadline' | null): Turn => ({
  item: subject,
  agency: data.holder,
  kind,
  rank: meta.sequence,
  title: data.title,
  subject: data.subject,
  handOffId: handOffIn(data.subject),
});

function handOffIn(subject: string): string | undefined {
  const [aggregate, id] = subject.split('/');
  return aggregate === 'hand-off' ? id : undefined;
}

const tellHolder = ({ data }: ClockEvent): Tell => ({ agency: data.holder, action: 'hand-off:answer', title: data.title });

/** The reason of a re-plan names days and rows; those of pauses and extensions are officers' own words and stay with the clock. */
const replanned = ({ replanId, reason }: { replanId?: string | undefined; reason?: string | undefined }) =>
  replanId !== undefined && reason !== undefined ? { reason } : {};

export const clockReadings: Reader[] = [
  reads(ClockStartedV1, (event) => ({
    line: lineOf(event, dueDetail(event.data.dueAt)),
    turns: [turnOf(event, 'meet-deadline')],
    deadline: running(event, event.data.dueAt === undefined ? 'paused' : 'running'),
    tells: [],
  })),
  reads(ClockChangedV1, (event) => ({
    line: lineOf(event, { variant: event.data.change, ...dueDetail(event.data.dueAt), ...replanned(event.data) }),
    turns: [turnOf(event, 'meet-deadline')],
    deadline: running(event, event.data.dueAt === undefined ? 'paused' : 'running', event.data.change),
    tells: [],
  })),
  // Warnings and breaches change nothing on the list: it compares each deadline with the legal now whenever it is read.
  reads(ClockWarnedV1, (event) => ({
    line: lineOf(event, { variant: event.data.level, dueAt: event.data.dueAt }),
    turns: [],
    tells: [tellHolder(event)],
  })),
  reads(ClockBreachedV1, (event) => ({
    line: lineOf(event, { variant: event.data.rung, dueAt: event.data.dueAt }),
    turns: [],
    tells: [tellHolder(event)],
  })),
  reads(ClockStoppedV1, (event) => {
    const { clockId, ruleId, ruleName, subject, matterKind, matterId, holder, title, outcome, dueAt } = event.data;
    return {
      line: lineOf(event, { variant: outcome, ...dueDetail(dueAt) }),
      turns: [turnOf(event, null)],
      deadline: {
        clockId,
        ruleId,
        ruleName,
        subject,
        matterKind,
        matterId,
        holder,
        title,
        dueAt,
        state: 'stopped',
        change: outcome,
        isProvisional: false,
        turnsRed: false,
      },
      tells: [],
    };
  }),
  reads(ClockExpiredV1, (event) => ({ line: lineOf(event, dueDetail(event.data.expiredAt)), turns: [], tells: [] })),
];
