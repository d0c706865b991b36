import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { schemaOf, services } from '@xiezhi/contracts';
import { clueBody, Company, handOffPath, office, problemBody, procuratorate, readAll, received } from '@xiezhi/journeys';
import { sharedStack } from '@xiezhi/testing/shared-stack';
import { stackProcesses } from '@xiezhi/testing/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** One word in each field in which a person is entered; nothing else in the world contains them. */
const reporter = { name: '金丝雀甲', contact: 'canary-contact-7b1e', remark: '金丝雀乙在窗外' };
const canaries = Object.values(reporter);

describe('a reporter entered in the typed fields', () => {
  const stack = sharedStack();
  const company = new Company(stack);
  const db = stack.pool('postgres');
  const registrar = `${office}.handler`;
  const answers: string[] = [];
  let clueId = '';
  let problemId = '';

  beforeAll(async () => {
    ({ id: clueId } = await company.does(registrar, '/api/clue-transfer/clues', clueBody({ reporter })));
    ({ id: problemId } = await company.does(registrar, '/api/clue-transfer/problems', problemBody({ reporter })));
    const verification = '现场采样并查看，水体透明。';
    await company.does(registrar, `/api/clue-transfer/problems/${problemId}/steps/P3`, { verification });
    const handOffId = await received(company, clueId);
    await company.does(`${procuratorate}.intake`, handOffPath(handOffId, 'accept'));
    const caseFileId = await company.waiting(`${procuratorate}.handler`, 'evaluate-case-file', clueId);
    await company.does(`${procuratorate}.handler`, `/api/case-supervision/case-files/${caseFileId}/evaluate`, { findings: '已复核。' });
    // Mistakes are the usual way by which a value gets into an answer or a log.
    const mistakes = [
      { reporter: { ...reporter, nickname: reporter.name } },
      { reporter: { ...reporter, name: reporter.name.repeat(30) } },
      { reporter: { ...reporter, contact: [reporter.contact] } },
      { reporter, foundAt: reporter.remark },
      { reporter: `${reporter.name}${reporter.contact}${reporter.remark}` },
      { reporter, classification: '机密' },
    ];
    for (const mistake of mistakes) {
      for (const [things, body] of [['clues', clueBody(mistake)] as const, ['problems', problemBody(mistake)] as const]) {
        const answer = await company.asks(registrar, 'POST', `/api/clue-transfer/${things}`, { body });
        expect(answer.status).toBe(400);
        answers.push(JSON.stringify(answer.body));
      }
    }
    for (const [post, path] of views(handOffId, caseFileId)) answers.push(JSON.stringify((await company.asks(post, 'GET', path)).body));
  });
  afterAll(() => db.end());

  const views = (handOffId: string, caseFileId: string): [string, string][] => [
    [registrar, `/api/clue-transfer/problems/${problemId}`],
    [registrar, `/api/clue-transfer/problems/${problemId}/possible`],
    [registrar, `/api/families/${problemId}`],
    [registrar, `/api/families/${problemId}/timeline`],
    [registrar, `/api/case-supervision/clocks?matterId=${problemId}`],
    [registrar, `/api/clue-transfer/clues/${clueId}`],
    [`${procuratorate}.handler`, `/api/clue-transfer/clues/${clueId}`],
    [`${procuratorate}.handler`, `/api/clue-transfer/hand-offs/${handOffId}`],
    [`${procuratorate}.handler`, `/api/clue-transfer/hand-offs/${handOffId}/package`],
    [`${procuratorate}.handler`, `/api/case-supervision/case-files/${caseFileId}`],
    [registrar, `/api/families/${clueId}`],
    [registrar, `/api/families/${clueId}/timeline`],
    [registrar, '/api/worklist?limit=200'],
    [registrar, `/api/audit/trail/${clueId}`],
  ];

  it('is told to the agency that registered it, for a purpose, and to nobody else', async () => {
    const path = `/api/clue-transfer/clues/${clueId}/disclose-reporter`;
    const told = await company.asks(registrar, 'POST', path, { body: { purpose: '核实线索' } });
    expect(told.body).toEqual({ reporter });
    const refused = await company.asks(`${procuratorate}.handler`, 'POST', path, { body: { purpose: '核实线索' } });
    expect(refused.body['code']).toBe('CLUE_NOT_FOUND');
  });

  it('of a problem is told so too', async () => {
    const path = `/api/clue-transfer/problems/${problemId}/disclose-reporter`;
    expect((await company.asks(registrar, 'POST', path, { body: { purpose: '核实问题' } })).body).toEqual({ reporter });
    const refused = await company.asks(`${procuratorate}.handler`, 'POST', path, { body: { purpose: '核实问题' } });
    expect(refused.body['code']).toBe('PROBLEM_NOT_FOUND');
  });

  it('stands in no answer, neither to a mistake nor to a view of the matter', () => {
    expect(answers.length).toBe(26);
    for (const answer of answers) expectNoCanary(answer);
  });

  it('stands on no topic', async () => {
    const records = await readAll(stack);
    expect(records.some(({ message }) => String(message.key) === clueId)).toBe(true);
    for (const { message } of records) expectNoCanary(JSON.stringify([String(message.key), message.headers, String(message.value)]));
  });

  it('stands in no log, of services, broker or database', () => {
    expect(stack.log('clue-transfer')).toContain('/clues');
    for (const name of stackProcesses) expectNoCanary(stack.log(name));
  });

  it('stands on no page of metrics', async () => {
    for (const { url } of stack.address.services) {
      const page = await (await fetch(`${url}/metrics`)).text();
      expect(page).toContain('# TYPE');
      expectNoCanary(page);
    }
  });

  it('stands in no row of any table, as text or as bytes', async () => {
    for (const service of services) {
      const schema = schemaOf(service);
      const { rows: tables } = await db.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = $1`, [schema]);
      for (const { name } of tables) {
        const words = canaries.flatMap((canary) => [
          canary,
          Buffer.from(canary, 'utf8').toString('hex'),
          Buffer.from(canary, 'utf8').toString('base64').slice(0, 12),
        ]);
        const { rowCount } = await db.query(
          `select 1 from ${schema}.${name} t where exists (select from unnest($1::text[]) w where position(w in t::text) > 0)`,
          [words],
        );
        expect(rowCount, `${schema}.${name}`).toBe(0);
      }
    }
  });

  it('stands in no file of the stack: data of Postgres and Kafka, write-ahead log, logs', async () => {
    await db.query('checkpoint');
    const words = canaries.flatMap((canary) => ['-e', canary]);
    const grep = promisify(execFile)('grep', ['-rlaF', '--exclude=*index', ...words, stack.home]);
    await expect(grep).rejects.toMatchObject({ code: 1, stdout: '' });
  });
});

function expectNoCanary(text: string): void {
  for (const canary of canaries) expect(text.includes(canary), `${canary} in ${text.slice(0, 200)}`).toBe(false);
}
