import { schemaOf, type ServiceName } from '@xiezhi/contracts';
import { type Queryable, statement } from '@xiezhi/postgres';

export const operatorActs = [
  'parked-replayed',
  'parked-skipped',
  'announced-again',
  'consumer-rebuilt',
  'loss-accepted',
  // Of case-supervision alone (its migration lets its table take them).
  'replan-proposed',
  'replan-confirmed',
  'replan-withdrawn',
] as const;
export type OperatorAct = (typeof operatorActs)[number];

/** Who mends, and why. The reason is written down with the act and shown to auditors; 不得填写姓名. */
export interface Operator {
  account: string;
  post: string;
  reason: string;
}

export interface RecordedAct {
  id: number;
  recordedAt: string;
  account: string;
  post: string;
  act: OperatorAct;
  target: string;
  reason: string;
  outcome: Record<string, unknown>;
}

/** Most acts that one question answers; `before` leads to earlier ones. */
const actsMax = 200;

/** What operators did to the messaging of one service. Rows are written with the act itself, or not at all, and never changed. */
export function operatorActsOf(service: ServiceName) {
  const s = schemaOf(service);
  const insert = statement(
    `${s}.operator_record`,
    `insert into ${s}.operator_act (account, post, act, target, reason, outcome) values ($1, $2, $3, $4, $5, $6)`,
  );
  const select = statement<RecordedAct & Record<string, unknown>>(
    `${s}.operator_acts`,
    `select id, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt", account, post, act, target, reason, outcome
     from ${s}.operator_act where $1::bigint is null or id < $1 order by id desc limit ${actsMax}`,
  );
  return {
    record: async (
      tx: Queryable,
      { account, post, reason }: Operator,
      act: OperatorAct,
      target: string,
      outcome: Record<string, unknown>,
    ) => void (await insert(tx, account, post, act, target, reason, JSON.stringify(outcome))),
    list: (db: Queryable, before?: number): Promise<RecordedAct[]> => select(db, before ?? null),
  };
}
