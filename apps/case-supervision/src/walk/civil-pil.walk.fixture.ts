import { announced, investigated, reviewed } from './public-interest.steps.fixture.ts';
import type { Walk, Walks } from './walk.fixture.ts';

const suing = (walk: Walk, more: object = {}) => ({
  civilClaims: ['修复费用'],
  harmPersists: true,
  noOtherPlaintiff: true,
  court: walk.id('court'),
  filedOn: '2026-06-02',
  ...more,
});

/** DOMAIN 3.4 and rows A08, A09, A17a, A23: civil suits, beside the damage claim of whoever has the right to one. */
export const civilPilWalks: Walks = {
  'the trial stands still while the damage suit runs, goes on, and ends in an agreement that was published': async (walk) => {
    const { file, claim } = await announced(walk);
    await walk.due('A09', '2026-04-22', { holder: 'procuratorate' });
    await walk.due('F02', '2026-04-23', { holder: 'environment' });
    await walk.steps(claim, 'W3', 'approver', '2026-04-10', { startedOn: '2026-04-10', reason: '应当索赔' }, 'STARTED');
    await walk.met('F02');
    await walk.hears(file, 'CD1', '2026-04-10', 'ANNOUNCED');
    await walk.steps(file, 'C3f', 'handler', '2026-04-15', { followUpNote: '损害持续' }, 'FOLLOW_UP');
    await walk.steps(claim, 'W5', 'handler', '2026-04-20', { servedOn: '2026-04-20' }, 'NOTICE');
    // Ninety days end on Sunday 19 July.
    await walk.due('F03', '2026-07-20', { holder: 'environment' });
    await walk.passes('2026-04-23');
    await walk.hears(file, 'C3', '2026-04-23', 'REVIEW');
    await walk.met('A09');
    await walk.due('A08', '2026-07-22', { holder: 'procuratorate' });
    await walk.steps(file, 'A13w', 'handler', '2026-05-28', { conclusion: '应当起诉' }, 'REVIEW');
    await walk.steps(file, 'C4', 'approver', '2026-06-02', suing(walk, { rightHolderSilent: true }), 'SUED');
    await walk.met('A08');
    await walk.steps(file, 'C4a', 'intake', '2026-06-05', { docketedOn: '2026-06-05' }, 'TRIAL');
    await walk.due('A17a', '2026-06-10', { holder: 'court' });
    await walk.due('A23a', '2026-06-15', { holder: 'court' });
    await walk.steps(file, 'A16c', 'intake', '2026-06-09', { copyServedOn: '2026-06-09' }, 'TRIAL');
    await walk.met('A17a');
    await walk.steps(file, 'C4b', 'intake', '2026-06-12', { receivedOn: '2026-06-12' }, 'TRIAL');
    await walk.met('A23a');
    await walk.steps(file, 'C4c', 'intake', '2026-06-12', { publishedOn: '2026-06-08' }, 'TRIAL');
    await walk.due('A23b', '2026-07-08');
    await walk.steps(claim, 'W8', 'handler', '2026-06-12', { failedGround: '期限内未达成一致' }, 'FAILED');
    await walk.met('F03');
    await walk.steps(claim, 'W12', 'approver', '2026-06-12', { court: walk.id('court'), filedOn: '2026-06-12' }, 'SUIT');
    await walk.hears(file, 'CD5', '2026-06-12', 'TRIAL');
    await walk.steps(claim, 'W13', 'intake', '2026-06-15', { docketedOn: '2026-06-15' }, 'TRIAL');
    await walk.hears(file, 'C8', '2026-06-15', 'TRIAL_SUSPENDED');
    await walk.passes('2026-07-09');
    await walk.met('A23b');
    await walk.steps(claim, 'W14', 'intake', '2026-08-20', { rulingReceivedOn: '2026-08-20', claimsUpheld: '部分支持' }, 'EFFECTIVE');
    await walk.hears(file, 'C8r', '2026-08-20', 'TRIAL');
    await walk.steps(file, 'C6', 'handler', '2026-09-01', { publishedOn: '2026-09-01', liabilityKept: true }, 'MEDIATED');
    // Thirty days end on 1 October, in the holiday.
    await walk.due('A23c', '2026-10-08');
    await walk.steps(file, 'C6o', 'intake', '2026-09-07', { receivedOn: '2026-09-07' }, 'TRIAL');
    await walk.cancelled('A23c');
    await walk.steps(file, 'C6', 'handler', '2026-09-09', { publishedOn: '2026-09-09', liabilityKept: true }, 'MEDIATED');
    await walk.due('A23c', '2026-10-09');
    await walk.passes('2026-10-10');
    await walk.hears(file, 'C6x', '2026-10-10', 'MEDIATED');
    await walk.met('A23c');
    await walk.steps(file, 'C6c', 'intake', '2026-10-12', { rulingReceivedOn: '2026-10-12' }, 'EFFECTIVE');
    await walk.steps(claim, 'W16', 'approver', '2026-10-13', { closedGround: '赔偿履行完毕' }, 'CLOSED');
  },
  'the right-holder does not start: the procuratorate hears it and may sue': async (walk) => {
    const { file, claim } = await announced(walk);
    await walk.due('F02', '2026-04-23');
    await walk.due('A09', '2026-04-22');
    const ground = { notStartedGround: '责任人不明或者无力赔偿', reason: '无力赔偿' };
    await walk.steps(claim, 'W3n', 'approver', '2026-04-10', ground, 'NOT_STARTED');
    await walk.met('F02');
    await walk.hears(file, 'CD2', '2026-04-10', 'ANNOUNCED');
    await walk.passes('2026-04-23');
    await walk.hears(file, 'C3', '2026-04-23', 'REVIEW');
    await walk.steps(file, 'A13w', 'handler', '2026-05-28', { conclusion: '应当起诉' }, 'REVIEW');
    await walk.steps(file, 'C4', 'approver', '2026-06-02', suing(walk), 'SUED');
  },
  'somebody else sues and is supported; the support is withdrawn, and given again': async (walk) => {
    const { file, claim } = await reviewed(walk);
    await walk.steps(claim, 'W5', 'handler', '2026-04-20', { servedOn: '2026-04-20' }, 'NOTICE');
    await walk.steps(claim, 'W8', 'handler', '2026-05-12', { failedGround: '拒绝磋商' }, 'FAILED');
    await walk.steps(claim, 'W12', 'approver', '2026-05-13', { court: walk.id('court'), filedOn: '2026-05-13' }, 'SUIT');
    await walk.hears(file, 'CD5', '2026-05-13', 'REVIEW');
    await walk.steps(claim, 'W13', 'intake', '2026-05-15', { docketedOn: '2026-05-15' }, 'TRIAL');
    await walk.hears(file, 'CD6', '2026-05-15', 'REVIEW');
    await walk.due('A08', '2026-07-22');
    await walk.steps(file, 'C5', 'approver', '2026-05-18', { supportedPlaintiff: '赔偿权利人' }, 'SUPPORTED');
    await walk.met('A08');
    await walk.steps(file, 'C5w', 'approver', '2026-05-20', { reason: '诉讼请求已实现' }, 'SUPPORTED');
    // Saturday 23 May rolls to Monday.
    await walk.due('A16', '2026-05-25');
    await walk.passes('2026-05-26');
    await walk.breached('A16');
    await walk.steps(file, 'A17s', 'intake', '2026-05-26', {}, 'SUPPORTED');
    await walk.met('A16', 'met-late');
    await walk.steps(claim, 'W14w', 'intake', '2026-06-01', { rulingReceivedOn: '2026-06-01' }, 'FAILED');
    await walk.hears(file, 'CD7', '2026-06-01', 'SUPPORTED');
    await walk.steps(file, 'C5b', 'handler', '2026-06-02', {}, 'REVIEW');
    await walk.steps(claim, 'W15', 'approver', '2026-06-03', { reason: '不再起诉' }, 'TO_PIL');
    await walk.hears(file, 'CD4', '2026-06-03', 'REVIEW');
    await walk.steps(file, 'C5', 'approver', '2026-06-08', { supportedPlaintiff: '社会组织' }, 'SUPPORTED');
    await walk.steps(file, 'C5e', 'approver', '2026-09-01', { closingReason: 'M4', reason: '社会组织已起诉并审结' }, 'CLOSED');
  },
  'it goes with the indictment': async (walk) => {
    const file = await investigated(walk, 'OPEN_CRIM_INCIDENTAL');
    const claims = { civilClaims: ['惩罚性赔偿'], court: walk.id('court'), filedOn: '2026-04-13' };
    await walk.steps(file, 'C7', 'approver', '2026-04-13', claims, 'SUED');
    // Saturday 18 April rolls to Monday.
    await walk.due('A12', '2026-04-20');
    await walk.passes('2026-04-21');
    await walk.breached('A12');
    await walk.steps(file, 'A14f', 'intake', '2026-04-21', {}, 'SUED');
    await walk.met('A12', 'met-late');
  },
};
