import type { Walk, Walks } from './walk.fixture.ts';

async function transferred(walk: Walk) {
  const agency = await walk.opens('administrative-detention', 'environment', '2026-04-29');
  await walk.steps(agency, 'L1', 'approver', '2026-04-29', { violation: '逃避监管排放污染物', headRole: '正职负责人' }, 'DECIDED');
  // 30 April, 6 and 7 May: the block of Labour Day is not counted.
  await walk.due('B19a', '2026-05-07', { holder: 'environment' });
  const police = await walk.handsOver('detention-transfer', 'environment', 'police', '2026-05-06', { file: agency });
  await walk.hears(agency, 'L2', '2026-05-06', 'HANDED_OVER');
  await walk.met('B19a');
  // 7, 8 and 9 May: that Saturday is worked.
  await walk.due('B19b', '2026-05-09', { holder: 'police' });
  return { agency, police };
}

/** Rows B19 and B20: what goes to the police for detention, and what goes to the procuratorate itself. All periods of B19 are working days (CR-10). */
export const detentionWalks: Walks = {
  'a case for detention is supplemented, decided, and the decision is copied to the agency': async (walk) => {
    const { agency, police } = await transferred(walk);
    await walk.steps(police, 'L3', 'handler', '2026-05-08', { supplementItems: ['监测报告'] }, 'SUPPLEMENT');
    await walk.met('B19b');
    await walk.hears(agency, 'L3h', '2026-05-08', 'SUPPLEMENT');
    await walk.steps(agency, 'L3s', 'handler', '2026-05-11', { suppliedOn: '2026-05-11' }, 'HANDED_OVER');
    await walk.hears(police, 'L3s', '2026-05-11', 'ACCEPTED');
    await walk.steps(police, 'L3', 'handler', '2026-05-11', { supplementItems: ['笔录'] }, 'SUPPLEMENT');
    await walk.steps(police, 'L3r', 'intake', '2026-05-12', { suppliedOn: '2026-05-12' }, 'ACCEPTED');
    await walk.steps(police, 'L4', 'approver', '2026-05-13', { decisionNumber: '公行罚决字〔2026〕1号' }, 'DETAINED');
    await walk.due('B19c', '2026-05-18', { holder: 'police' });
    await walk.steps(police, 'L4c', 'intake', '2026-05-15', { copyServedOn: '2026-05-15' }, 'CLOSED');
    await walk.met('B19c');
    await walk.hears(agency, 'L4h', '2026-05-15', 'DETAINED');
  },
  'detention is refused with reasons, and the papers go back in five working days': async (walk) => {
    const { agency, police } = await transferred(walk);
    await walk.steps(police, 'L5', 'approver', '2026-05-08', { refusalReason: '不符合条件' }, 'NOT_DETAINED');
    // 9, 11, 12, 13 and 14 May.
    await walk.due('B19d', '2026-05-14', { holder: 'police' });
    await walk.steps(police, 'L5c', 'intake', '2026-05-15', { returnServedOn: '2026-05-15' }, 'CLOSED');
    await walk.met('B19d', 'met-late');
    await walk.hears(agency, 'L5h', '2026-05-15', 'NOT_DETAINED');
  },
  'the police may refuse it before they accept': async (walk) => {
    const agency = await walk.opens('administrative-detention', 'environment', '2026-04-29');
    await walk.steps(agency, 'L1', 'approver', '2026-04-29', { violation: '逃避监管排放污染物', headRole: '分管负责人' }, 'DECIDED');
    await walk.isRefused(agency, 'detention-transfer', 'police', '2026-05-06');
    await walk.hears(agency, 'L2n', '2026-05-06', 'RETURNED');
  },
  'a crime transferred to the procuratorate is filed, or filed on reconsideration, or reviewed a second time': async (walk) => {
    const crime = await walk.opens('criminal-transfer', 'water', '2026-10-13');
    const received = () => walk.handsOver('crime-to-procuratorate', 'water', 'procuratorate', '2026-10-13', { file: crime, isShare: true });
    const file = await received();
    await walk.due('B20a', '2026-10-16', { holder: 'procuratorate' });
    await walk.steps(file, 'Q1', 'handler', '2026-10-16', { proposal: '属于本院管辖', toldOn: '2026-10-16' }, 'EVALUATING');
    await walk.met('B20a');
    await walk.steps(file, 'Q2', 'approver', '2026-10-19', {}, 'FILED');

    const refused = await received();
    await walk.steps(refused, 'Q1', 'handler', '2026-10-16', { proposal: '属于本院管辖', toldOn: '2026-10-16' }, 'EVALUATING');
    const notice = { reason: '无犯罪事实', respondent: walk.id('water'), noticeServedOn: '2026-10-19' };
    await walk.steps(refused, 'Q2n', 'approver', '2026-10-19', notice, 'NOT_FILED');
    // Saturday the 24th rolls to Monday.
    await walk.due('B20b', '2026-10-26', { holder: 'water' });
    await walk.steps(refused, 'Q3', 'intake', '2026-10-26', { requestedOn: '2026-10-26' }, 'RECONSIDER');
    await walk.met('B20b');
    await walk.due('B20c', '2026-11-02', { holder: 'procuratorate' });
    await walk.steps(refused, 'Q4u', 'approver', '2026-11-02', { decisionServedOn: '2026-11-02', reason: '维持' }, 'UPHELD');
    await walk.met('B20c');
    // Saturday the 7th rolls to Monday.
    await walk.due('B20d', '2026-11-09', { holder: 'water' });
    await walk.steps(refused, 'Q5', 'intake', '2026-11-09', { requestedOn: '2026-11-09' }, 'SECOND_REVIEW');
    await walk.met('B20d');
    await walk.due('B20e', '2026-11-24');
    await walk.steps(refused, 'Q6', 'intake', '2026-11-24', { decisionServedOn: '2026-11-24' }, 'CLOSED');
    await walk.met('B20e');

    const reconsidered = await received();
    await walk.steps(reconsidered, 'Q1', 'handler', '2026-10-16', { proposal: '属于本院管辖', toldOn: '2026-10-16' }, 'EVALUATING');
    await walk.steps(reconsidered, 'Q2n', 'approver', '2026-10-19', notice, 'NOT_FILED');
    await walk.steps(reconsidered, 'Q3', 'intake', '2026-10-26', { requestedOn: '2026-10-26' }, 'RECONSIDER');
    await walk.steps(reconsidered, 'Q4', 'approver', '2026-11-02', { decisionServedOn: '2026-11-02' }, 'FILED');
  },
};
