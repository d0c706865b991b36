import type { Walk, Walks } from './walk.fixture.ts';

async function decided(walk: Walk, fromEnvironment = false) {
  const file = await walk.opens('reverse-linkage', 'procuratorate', '2026-10-12');
  const decision = { decidedOn: '2026-10-12', nonProsecutionKind: '酌定', fromEnvironment };
  await walk.steps(file, 'R0', 'intake', '2026-10-12', decision, 'NOT_PROSECUTED');
  return file;
}
async function reviewing(walk: Walk) {
  const file = await decided(walk);
  await walk.steps(file, 'R1', 'handler', '2026-10-15', { movedOn: '2026-10-15' }, 'MOVED');
  await walk.steps(file, 'R2r', 'intake', '2026-10-15', { registeredOn: '2026-10-15' }, 'REVIEWING');
  return file;
}
async function reviewed(walk: Walk, needsPunishment = true) {
  const file = await reviewing(walk);
  const review = { review: '应当给予行政处罚', shouldBePunished: true, needsPunishment };
  await walk.steps(file, 'R2', 'handler', '2026-10-28', review, 'REVIEWED');
  return file;
}
async function approved(walk: Walk) {
  const file = await reviewed(walk);
  const opinion = { opinionNumber: '吴检行意〔2026〕5号', respondent: walk.id('fishery') };
  await walk.steps(file, 'R5a', 'approver', '2026-10-29 09:00', opinion, 'OPINION_APPROVED');
  return file;
}

/** DOMAIN 3.6 and rows C01–C06: what is not prosecuted goes to the administration. */
export const reverseLinkageWalks: Walks = {
  'K04: electric fishing, one of three not prosecuted: moved, reviewed, handed to the agency, whose penalty answers': async (walk) => {
    const file = await decided(walk);
    await walk.due('C01', '2026-10-15', { holder: 'procuratorate' });
    await walk.steps(file, 'R1', 'handler', '2026-10-15', { movedOn: '2026-10-15' }, 'MOVED');
    await walk.met('C01');
    await walk.steps(file, 'R2r', 'intake', '2026-10-15', { registeredOn: '2026-10-15' }, 'REVIEWING');
    await walk.due('C02', '2026-10-29');
    const review = { review: '电鱼三次，应当处罚', shouldBePunished: true, needsPunishment: true };
    await walk.steps(file, 'R2', 'handler', '2026-10-28', review, 'REVIEWED');
    await walk.met('C02');
    const opinion = { opinionNumber: '吴检行意〔2026〕5号', respondent: walk.id('fishery') };
    await walk.steps(file, 'R5a', 'approver', '2026-10-29 09:00', opinion, 'OPINION_APPROVED');
    const penalty = await walk.handsOver('reverse-linkage', 'procuratorate', 'fishery', '2026-10-29 14:00', { file });
    await walk.hears(file, 'R5h', '2026-10-29', 'HANDED_OVER');
    await walk.steps(file, 'R5', 'intake', '2026-10-29 15:00', { servedOn: '2026-10-29' }, 'OPINION_SERVED');
    // Two months; by memory, so it only reminds.
    await walk.due('C05', '2026-12-29', { holder: 'fishery' });
    await walk.steps(penalty, 'D0', 'intake', '2026-10-30', { agencyKind: 'AGR', foundOn: '2026-10-29', facts: '电鱼' }, 'FOUND');
    await walk.steps(penalty, 'D1', 'approver', '2026-11-02', {}, 'FILED');
    await walk.hears(file, 'R6', '2026-11-02', 'AGENCY_HANDLING');
    await walk.steps(penalty, 'R7', 'approver', '2026-11-20', { repliedOn: '2026-11-20', replyOutcome: '正在办理' }, 'FILED');
    await walk.hears(file, 'R7', '2026-11-20', 'REPLIED');
    await walk.met('C05');
    await walk.steps(file, 'R9', 'section-head', '2026-12-22', { closingNote: '已处罚' }, 'CLOSED');
  },
  'the review stands still while the non-prosecution is contested, and continues; it ends where no penalty is needed': async (walk) => {
    const file = await reviewing(walk);
    await walk.steps(file, 'R3', 'approver', '2026-10-19', { suspensionCause: '被害人申诉' }, 'SUSPENDED');
    await walk.paused('C02');
    await walk.steps(file, 'R3b', 'handler', '2026-10-26', {}, 'REVIEWING');
    // One working day was used, 16 October; nine more from 26 October, which itself counts again.
    await walk.due('C02', '2026-11-05');
    const review = { review: '情节轻微', shouldBePunished: true, needsPunishment: false };
    await walk.steps(file, 'R2', 'handler', '2026-11-06', review, 'REVIEWED');
    await walk.met('C02', 'met-late');
    await walk.steps(file, 'R4', 'approver', '2026-11-06', { terminationReason: '情节轻微，无处罚必要' }, 'TERMINATED');
  },
  'the days another procuratorate was asked are not lost': async (walk) => {
    const file = await reviewing(walk);
    const asked = { consulted: walk.id('city-procuratorate'), consultedOn: '2026-10-19' };
    await walk.steps(file, 'R2c', 'handler', '2026-10-19', asked, 'REVIEWING');
    await walk.paused('C02');
    await walk.steps(file, 'R2d', 'intake', '2026-10-21', { consultationEndedOn: '2026-10-21' }, 'REVIEWING');
    await walk.due('C02', '2026-11-02');
    await walk.passes('2026-11-03');
    await walk.breached('C02');
  },
  'an environment bureau is told in three days that its case was not prosecuted': async (walk) => {
    const file = await decided(walk, true);
    await walk.due('C06', '2026-10-15', { holder: 'procuratorate' });
    const told = { toldOn: '2026-10-14', transferringAgency: walk.id('environment') };
    await walk.steps(file, 'R0t', 'intake', '2026-10-14', told, 'NOT_PROSECUTED');
    await walk.met('C06');
  },
  'the opinion is accepted after it was served, too; answered on paper, or not at all, it is followed by a notification': async (walk) => {
    const file = await approved(walk);
    const served = { servedOn: '2026-10-29', copiedTo: walk.id('justice') };
    await walk.steps(file, 'R5', 'intake', '2026-10-29', served, 'OPINION_SERVED');
    await walk.due('C05', '2026-12-29');
    await walk.handsOver('reverse-linkage', 'procuratorate', 'fishery', '2026-10-30', { file });
    await walk.hears(file, 'R5i', '2026-10-30', 'OPINION_SERVED');
    const notification = { notifiedTo: walk.id('justice'), notificationGround: '逾期未回复' };
    await walk.steps(file, 'R8', 'approver', '2027-01-04', notification, 'NOTIFIED');
    await walk.steps(file, 'R7r', 'intake', '2027-01-11', { repliedOn: '2027-01-11', replyOutcome: '已处罚' }, 'REPLIED');
    await walk.met('C05', 'met-late');
  },
};
