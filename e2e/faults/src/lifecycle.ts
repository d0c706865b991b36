import { randomUUID } from 'node:crypto';
import { derivedId } from '@xiezhi/aggregate';
import type { Role } from '@xiezhi/contracts';
import type { Company } from './company.ts';
import type { Journal } from './journal.ts';
import { agency } from './agencies.ts';
import { Officer } from './officer.ts';

/** River-chief office and procuratorate of one county: five pairs, so that families lie on every partition. */
const counties = ['wuxing', 'nanxun', 'deqing', 'changxing', 'anji'] as const;

const stepWithinMs = 240_000;
const digest = 'ab'.repeat(32);

/** How far a life goes: to the end, or until the receiver has accepted and everything else is left to the services. */
export type Reach = 'whole' | 'accepted';

/** The whole life of one hand-off, from the registered clue to the confirmed feedback, each step by the officer whose turn it is. */
export class Lifecycles {
  readonly #company: Company;
  readonly #journal: Journal;
  readonly #officers = new Map<string, Officer>();
  readonly #reach: Reach;
  #count = 0;

  constructor(company: Company, journal: Journal, reach: Reach = 'whole') {
    this.#company = company;
    this.#journal = journal;
    this.#reach = reach;
  }

  /**
   * Plays one life.
   *
   * @param begun told of the family once there is one
   * @returns the family, or undefined when a step was given up
   */
  async play(begun: (family: string) => void = () => undefined): Promise<string | undefined> {
    const county = counties[this.#count++ % counties.length]!;
    const [office, procuratorate] = [`${county}-river-chief-office`, `${county}-procuratorate`];
    const life = randomUUID();
    const by = (slug: string, role: Role) => this.#officer(slug, role);
    const key = (step: string) => `${life}/${step}`;
    const until = () => performance.now() + stepWithinMs;

    const clue = await by(office, 'intake').command('clue-transfer', '/clues', clueOf(life), key('register'), until());
    if (clue === undefined) return undefined;
    begun(clue.id);
    const draft = {
      matterKind: 'clue',
      matterId: clue.id,
      receiver: agency(procuratorate).id,
      route: 'clue-from-public',
      purpose: '请依法评估并反馈办理结果',
      legalBasis: '人民检察院公益诉讼办案规则第二十四条',
    };
    const handOff = await by(office, 'intake').command('clue-transfer', '/hand-offs', draft, key('draft'), until());
    if (handOff === undefined) return undefined;
    const fileId = derivedId(handOff.id, 'case-file');
    const threadId = derivedId(fileId, 'feedback/FILING');
    const steps: [slug: string, role: Role, service: 'clue-transfer' | 'case-supervision' | 'feedback', path: string, body: object][] = [
      [office, 'intake', 'clue-transfer', `/hand-offs/${handOff.id}/submit`, {}],
      [office, 'approver', 'clue-transfer', `/hand-offs/${handOff.id}/approve`, {}],
      [procuratorate, 'liaison', 'clue-transfer', `/hand-offs/${handOff.id}/receive`, {}],
      [procuratorate, 'intake', 'clue-transfer', `/hand-offs/${handOff.id}/accept`, {}],
      [procuratorate, 'handler', 'case-supervision', `/case-files/${fileId}/evaluate`, { findings: '经评估，行政机关已依法履职' }],
      [
        procuratorate,
        'approver',
        'case-supervision',
        `/case-files/${fileId}/decide`,
        { resultCode: 'NOT_OPEN_DUTY_PERFORMED', reason: '行政机关已依法履行职责' },
      ],
      [procuratorate, 'handler', 'feedback', `/threads/${threadId}/answer`, { answer: '已依法履职，不立案' }],
      [office, 'intake', 'feedback', `/threads/${threadId}/confirm`, {}],
    ];
    for (const [slug, role, service, path, body] of this.#reach === 'whole' ? steps : steps.slice(0, 4))
      if ((await by(slug, role).command(service, path, body, key(path), until())) === undefined) return undefined;
    return clue.id;
  }

  #officer(slug: string, role: Role): Officer {
    const name = `${slug}.${role}`;
    const officer = this.#officers.get(name) ?? new Officer(this.#company, this.#journal, slug, role);
    this.#officers.set(name, officer);
    return officer;
  }
}

const clueOf = (life: string) => ({
  title: `排水口异常排水 ${life.slice(0, 8)}`,
  description: '晴天排放灰白色水，有异味',
  sourceCode: 'S18',
  domainCode: 'E4',
  divisionCode: '330523001',
  foundAt: '2026-10-11T16:20:00+08:00',
  materials: [{ name: '照片', kind: 'AUDIOVISUAL', mediaType: 'image/jpeg', bytes: 1024, sha256: digest }],
});
