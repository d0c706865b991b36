import {
  DisputeBoundV1,
  DisputeRaisedV1,
  DisputeStageEnteredV1,
  HandOffSentV1,
  ProblemReportedV1,
  ProblemStageEnteredV1,
} from '@xiezhi/contracts';
import { randomUUID } from 'node:crypto';
import type { Walk, Walks } from './walk.fixture.ts';

/** A problem, as clue-transfer tells of its steps; what they lead to is walked there. */
function problem(walk: Walk, severity: '轻微' | '一般' | '重大', isNamedReport = false) {
  const problemId = randomUUID();
  const [office, unit] = [walk.id('office'), walk.id('water')];
  const about = { problemId, number: 'XS-330503-2026-000001', office, unit, title: '岸边堆放垃圾' };
  const meta = { familyId: problemId, parties: [office, unit] };
  const chart = { chart: 'problem', packVersion: 'river-chief-procurator@2026.1', from: 'A', to: 'B', deviation: false, relapses: 0 };
  return {
    problemId,
    reported: (at: string) => {
      const found = { ...about, reportedBy: office, categoryCode: 'Z3-01', divisionCode: '330503', isNamedReport };
      return walk.tells(ProblemReportedV1, `problem/${problemId}`, found, at, meta);
    },
    step: (transition: string, at: string, more: object = {}) =>
      walk.tells(
        ProblemStageEnteredV1,
        `problem/${problemId}`,
        { ...about, ...chart, transition, severity, isNamedReport, ...more },
        at,
        meta,
      ),
    /** The clue grown from it goes to the procuratorate: of its family. */
    clueSent: (at: string) => {
      const [handOffId, matterId] = [randomUUID(), randomUUID()];
      const parties = { sender: office, receiver: walk.id('procuratorate') };
      const data = {
        handOffId,
        kind: 'owning' as const,
        matterKind: 'clue' as const,
        matterId,
        ...parties,
        title: '线索',
        routeId: 'clue-from-problem',
      };
      const digest = 'ab'.repeat(32);
      const sent = { ...data, packageSha256: digest, packageSm3: digest, materialCount: 1, isNamed: false };
      return walk.tells(HandOffSentV1, `hand-off/${handOffId}`, sent, at, { familyId: problemId, parties: Object.values(parties) });
    },
  };
}

/** Rows H01, H04, H05, H08, H12–H14, H16, H17 and E06: the river problem before any transfer, and the dispute over it. */
export const riverProblemWalks: Walks = {
  'K01: a minor problem is triaged in a working day, rectified in five, closed and looked at after three months': async (walk) => {
    const one = problem(walk, '轻微', true);
    await one.reported('2026-11-02');
    await walk.due('H01', '2026-11-03', { holder: 'office' });
    await one.step('P2', '2026-11-03');
    await walk.met('H01');
    await one.step('P5', '2026-11-04');
    await walk.due('H04', '2026-11-11', { holder: 'water' });
    await one.step('P7', '2026-11-06');
    await walk.met('H04');
    await one.step('P8', '2026-11-09');
    // A named reporter is answered in five working days.
    await walk.due('H08', '2026-11-16', { holder: 'office' });
    await one.step('P3r', '2026-11-10');
    await walk.met('H08');
    await walk.due('H12', '2027-02-09', { holder: 'office' });
    await one.step('P14a', '2027-02-08');
    await walk.met('H12');
  },
  'a general problem has fifteen working days, a grave one thirty days': async (walk) => {
    await problem(walk, '一般').step('P5', '2026-07-10');
    await walk.due('H04', '2026-07-31');
    await walk.passes('2026-08-01');
    await walk.breached('H04');
    await problem(walk, '重大').step('P5', '2026-09-02');
    // 2 October is a holiday.
    await walk.due('H04', '2026-10-08');
  },
  'K02: reminded, studied, and sent to the procuratorate': async (walk) => {
    const one = problem(walk, '一般');
    await one.step('P10', '2026-08-03');
    await walk.due('H05', '2026-08-17', { holder: 'water' });
    await walk.passes('2026-08-18');
    await walk.breached('H05');
    await one.step('P11', '2026-08-18');
    await walk.due('H13', '2026-08-27', { holder: 'office' });
    await one.step('P11m', '2026-08-19');
    await walk.met('H13');
    await walk.due('H14', '2026-08-24');
    await one.clueSent('2026-08-20');
    await walk.met('H14');
  },
  'a reminder is heeded': async (walk) => {
    const one = problem(walk, '一般');
    await one.step('P10', '2026-08-03');
    await walk.due('H05', '2026-08-17');
    await one.step('P7', '2026-08-14');
    await walk.met('H05');
  },
  'a chief sets a day of his own': async (walk) => {
    const one = problem(walk, '一般');
    await one.step('P9', '2026-11-02', { limitOn: '2026-11-15' });
    // A Sunday, as the document says.
    await walk.due('E06', '2026-11-15', { holder: 'water' });
    await one.step('P7', '2026-11-13');
    await walk.met('E06');
  },
  'K06: a dispute is coordinated by the office in five working days, by the justice bureau in ten': async (walk) => {
    const [disputeId, matterId] = [randomUUID(), randomUUID()];
    const parties = [walk.id('water'), walk.id('environment')];
    const data = { disputeId, matterKind: 'problem' as const, matterId, parties, coordinator: walk.id('office'), title: '职责争议' };
    const meta = { familyId: matterId, parties: [...parties, walk.id('office'), walk.id('justice')] };
    const subject = `dispute/${disputeId}`;
    await walk.tells(DisputeRaisedV1, subject, { ...data, cause: 'raised' }, '2026-09-08', meta);
    await walk.due('H16', '2026-09-15', { holder: 'office' });
    const step = {
      chart: 'dispute',
      packVersion: 'river-chief-procurator@2026.1',
      transition: 'DP3',
      from: 'OFFICE_COORDINATION',
      deviation: false,
    };
    const justice = { ...data, coordinator: walk.id('justice'), ...step, to: 'JUSTICE_COORDINATION' };
    await walk.tells(DisputeStageEnteredV1, subject, justice, '2026-09-14', meta);
    await walk.met('H16');
    // 15 to 18, the Sunday 20 that is worked, 21 to 24, and 28 September after Mid-Autumn.
    await walk.due('H17', '2026-09-28', { holder: 'justice' });
    const bound = { ...justice, competentUnits: [walk.id('water')], decisionNumber: '湖司协〔2026〕1号' };
    const { chart: _chart, packVersion: _version, transition: _transition, from: _from, to: _to, deviation: _deviation, ...told } = bound;
    await walk.tells(DisputeBoundV1, subject, told, '2026-09-22', meta);
    await walk.met('H17');
  },
};
