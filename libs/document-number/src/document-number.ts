import { type AgencyId, type Publisher, schemaOf, type WorldId } from '@xiezhi/contracts';
import { type MigrationClass, type Queryable, sqlMigration, statement } from '@xiezhi/postgres';
import { documentNumberSql, numberSql, takeSql, voidSql } from './document-number.sql.ts';
import { numberTypes, type NumberTypeName, textAround } from './number-types.ts';

/** Tables of a service that gives numbers: which types are its own is in `numberTypes`. */
export function documentNumberMigration(service: Publisher): MigrationClass {
  return sqlMigration('DocumentNumber1764000000010', documentNumberSql(schemaOf(service)));
}

export interface NumberRequest {
  type: NumberTypeName;
  /** Unit that issues the document; a caller may only take numbers of the agency it acts for. */
  unit: AgencyId;
  /** 机关代字 of the unit such as 湖河长办, or the six digits of the division for a series that is counted per division. */
  word: string;
  /** Legal year of the act (`legalYearOf`). */
  year: number;
  /** Practice world of the document: series of its own, marked 演. */
  world?: WorldId | undefined;
  /** Stream of the document: `hand-off/<id>`. */
  subject: string;
}

/**
 * The next number of a series: 湖河长办函〔2026〕23号. The counter stays locked until the transaction ends, so whoever comes second waits
 * for the first to commit, and a transaction that ends otherwise gives its number back: no gap. Take it therefore last, after
 * everything is decided (`Finish` in libs/aggregate), and take at most one in a transaction: two would have to be taken in one order
 * everywhere.
 *
 * @param tx a client inside a transaction; on a pool the number would be gone before its document is saved
 * @throws when the caller's agency is not `unit` (the row policy fails closed)
 */
export async function takeNumber(tx: Queryable, request: NumberRequest): Promise<string> {
  const { unit, word, year, world, subject } = request;
  const type = numberTypes[request.type];
  const isShared = type.per === 'division';
  if (isShared && !/^\d{6}$/.test(word)) throw new Error(`${request.type} is counted per division: ${word} is not its six digits`);
  const { before, after } = textAround(type, { word, year, isPractice: world !== undefined });
  const holder = isShared ? word : unit;
  const values = [request.type, holder, year, world ?? null, isShared, unit, before, type.digits, after, subject];
  const [row] = await statementsOf(type.service).take(tx, ...values);
  if (row === undefined) throw new Error(`no number was given to ${subject}`);
  return row.text;
}

/** A number as it stands in the register of its unit. */
export interface IssuedNumber {
  status: 'issued' | 'void';
  subject: string;
  reason: string | null;
}

/**
 * Makes a number void (作废): its row and its reason stay for ever, and the series goes on. Voiding again changes nothing.
 *
 * @returns the number as it now stands, or undefined when the caller's unit was never given it
 */
export async function voidNumber(
  tx: Queryable,
  { type, text, world, reason }: { type: NumberTypeName; text: string; world?: WorldId | undefined; reason: string },
): Promise<IssuedNumber | undefined> {
  const statements = statementsOf(numberTypes[type].service);
  await statements.void(tx, type, text, world ?? null, reason);
  return (await statements.look(tx, type, text, world ?? null))[0];
}

interface Statements {
  take: ReturnType<typeof statement<{ text: string }>>;
  void: ReturnType<typeof statement<{ text: string }>>;
  look: ReturnType<typeof statement<IssuedNumber & Record<string, unknown>>>;
}

const prepared = new Map<Publisher, Statements>();

/** Prepared per schema when first used: a service names only its own. */
function statementsOf(service: Publisher): Statements {
  const known = prepared.get(service);
  if (known !== undefined) return known;
  const schema = schemaOf(service);
  const made: Statements = {
    take: statement(`${schema}.take_number`, takeSql(schema)),
    void: statement(`${schema}.void_number`, voidSql(schema)),
    look: statement(`${schema}.look_up_number`, numberSql(schema)),
  };
  prepared.set(service, made);
  return made;
}
