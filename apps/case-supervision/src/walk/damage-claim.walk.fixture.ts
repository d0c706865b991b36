import { announced } from './public-interest.steps.fixture.ts';
import type { Walk, WalkedFile, Walks } from './walk.fixture.ts';

async function agreed(walk: Walk): Promise<WalkedFile> {
  const claim = await walk.opens('damage-claim', 'environment', '2026-03-24');
  await walk.steps(claim, 'W1', 'intake', '2026-03-24', { receivedOn: '2026-03-24' }, 'CLUE');
  await walk.steps(claim, 'W2', 'handler', '2026-04-01', { checkFindings: '造成损害' }, 'PRELIM_CHECK');
  await walk.steps(claim, 'W3', 'approver', '2026-04-10', { startedOn: '2026-04-10', reason: '应当索赔' }, 'STARTED');
  await walk.steps(claim, 'W4', 'handler', '2026-04-13', { appraisalKind: '鉴定评估', entrustedOn: '2026-04-13' }, 'APPRAISAL');
  await walk.steps(claim, 'W4r', 'intake', '2026-04-27', { receivedOn: '2026-04-27', damageAmount: 86000 }, 'APPRAISAL');
  await walk.steps(claim, 'W5', 'handler', '2026-04-28', { servedOn: '2026-04-28' }, 'NOTICE');
  await walk.steps(claim, 'W6', 'handler', '2026-05-08', { consultedOn: '2026-05-08' }, 'CONSULTATION');
  const agreement = { agreedOn: '2026-05-20', agreedAmount: 86000, mode: 'R02', performBy: '2026-10-31' };
  await walk.steps(claim, 'W7', 'approver', '2026-05-20', agreement, 'AGREEMENT');
  return claim;
}
const basis = { basisKind: '赔偿协议', basisOn: '2026-05-20', basisNumber: '演3号' };

/** DOMAIN 3.11 and rows F01–F04: the claim for damages, from the clue to the court or the restoration. */
export const damageClaimWalks: Walks = {
  'an agreement is confirmed by the court, and what was agreed is restored in a file of its own': async (walk) => {
    const { file, claim } = await announced(walk);
    await walk.steps(claim, 'W3', 'approver', '2026-04-10', { startedOn: '2026-04-10', reason: '应当索赔' }, 'STARTED');
    await walk.steps(claim, 'W5', 'handler', '2026-04-20', { servedOn: '2026-04-20' }, 'NOTICE');
    await walk.due('F03', '2026-07-20');
    await walk.steps(claim, 'W6', 'handler', '2026-05-08', { consultedOn: '2026-05-08' }, 'CONSULTATION');
    const agreement = { agreedOn: '2026-05-20', agreedAmount: 86000, mode: 'R02', performBy: '2026-10-31' };
    await walk.steps(claim, 'W7', 'approver', '2026-05-20', agreement, 'AGREEMENT');
    await walk.met('F03');
    // A Saturday, as agreed.
    await walk.due('F04', '2026-10-31', { holder: 'environment' });
    await walk.hears(file, 'CD3', '2026-05-20', 'ANNOUNCED');
    await walk.steps(file, 'C2', 'approver', '2026-05-22', { closingReason: 'M2', reason: '已达成赔偿协议' }, 'CLOSED');
    await walk.steps(claim, 'W9', 'handler', '2026-05-25', { court: walk.id('court'), filedOn: '2026-05-25' }, 'CONFIRMATION');
    await walk.steps(claim, 'W9a', 'intake', '2026-06-01', { publishedOn: '2026-06-01' }, 'CONFIRMATION');
    await walk.due('F01', '2026-07-01', { holder: 'court' });
    await walk.passes('2026-07-02');
    await walk.hears(claim, 'W9x', '2026-07-02', 'CONFIRMATION');
    await walk.met('F01');
    await walk.steps(claim, 'W10', 'intake', '2026-07-06', { rulingReceivedOn: '2026-07-06' }, 'CONFIRMED');
    const restored = await walk.opens('restoration', 'environment', '2026-07-08', claim);
    const liability = { basisKind: '司法确认的协议', basisOn: '2026-07-06', basisNumber: '演3号', payBy: '2026-07-31' };
    await walk.steps(restored, 'X1', 'intake', '2026-07-08', liability, 'LIABILITY_FIXED');
    await walk.hears(claim, 'W11r', '2026-07-08', 'RESTORATION');
    await walk.met('F04');
    await walk.due('X03', '2026-07-31', { holder: 'environment' });
    await walk.steps(restored, 'X2', 'handler', '2026-07-09', { mode: 'R02' }, 'PLAN_DRAFT');
    const plan = {
      goals: ['补植'],
      indicators: [{ name: '成活率', baseline: '0', target: '90%' }],
      site: '左岸',
      completeBy: '2026-09-30',
    };
    const quantities = [{ code: 'Q10', quantity: 400, unit: '株' }];
    await walk.steps(restored, 'X3d', 'handler', '2026-07-10', { ...plan, quantities }, 'PLAN_DRAFT');
    await walk.steps(restored, 'X3', 'approver', '2026-07-13', { approvedOn: '2026-07-13' }, 'PLAN_APPROVED');
    await walk.due('X01', '2026-09-30');
    const payment = { payer: '单位', basis: '协议', amount: 86000, on: '2026-07-20', account: '专户' };
    await walk.steps(restored, 'X8', 'intake', '2026-07-20', { moneyPaid: [payment] }, 'PLAN_APPROVED');
    await walk.met('X03');
    await walk.steps(restored, 'X4s', 'handler', '2026-07-21', { startedOn: '2026-07-21' }, 'IN_PROGRESS');
    const proof = { milestone: '栽植', on: '2026-09-10', place: '左岸', digest: 'a'.repeat(64) };
    await walk.steps(restored, 'X4m', 'intake', '2026-09-10', { progressEvidence: [proof] }, 'IN_PROGRESS');
    const recovered = [{ ...quantities[0], proof: '验收' }];
    await walk.steps(restored, 'X4', 'intake', '2026-09-15', { completedOn: '2026-09-15', recovered }, 'COMPLETED');
    await walk.met('X01');
    const accepted = { acceptedOn: '2026-09-22', acceptanceResult: '合格', indicatorValues: [{ name: '成活率', value: '95%' }] };
    await walk.steps(restored, 'X5', 'approver', '2026-09-22', accepted, 'ACCEPTANCE');
    await walk.steps(restored, 'X6s', 'approver', '2026-09-23', { skipGround: '损害轻微', maintenanceUntil: '2026-12-06' }, 'MAINTENANCE');
    const used = [{ use: '苗木', amount: 86000, on: '2026-10-12' }];
    await walk.steps(restored, 'X8u', 'handler', '2026-10-12', { moneyUsed: used }, 'MAINTENANCE');
    // A Sunday, as the plan says.
    await walk.due('X02', '2026-12-06', { holder: 'environment' });
    await walk.passes('2026-12-07');
    await walk.hears(restored, 'X6x', '2026-12-07', 'MAINTENANCE');
    await walk.met('X02');
    await walk.steps(restored, 'X10', 'approver', '2026-12-08', {}, 'CLOSED');
    await walk.hears(claim, 'W11x', '2026-12-08', 'RESTORATION');
    await walk.steps(claim, 'W16', 'approver', '2026-12-09', { closedGround: '修复办结' }, 'CLOSED');
  },
  'an agreement is performed without a court': async (walk) => {
    const claim = await agreed(walk);
    await walk.due('F04', '2026-10-31');
    await walk.steps(claim, 'W11', 'handler', '2026-06-01', {}, 'RESTORATION');
    await walk.met('F04');
    await walk.steps(claim, 'W16', 'approver', '2026-11-02', { closedGround: '赔偿履行完毕' }, 'CLOSED');
  },
  'an agreement nobody performs, or that the court does not confirm, has failed; a suit may follow': async (walk) => {
    const claim = await agreed(walk);
    await walk.due('F04', '2026-10-31');
    await walk.passes('2026-11-01');
    await walk.breached('F04');
    await walk.steps(claim, 'W10d', 'approver', '2026-11-02', { demandedOn: '2026-11-02' }, 'FAILED');
    const restored = await walk.opens('restoration', 'environment', '2026-11-03', claim);
    await walk.steps(restored, 'X1', 'intake', '2026-11-03', basis, 'LIABILITY_FIXED');
    await walk.hears(claim, 'W11o', '2026-11-03', 'FAILED');
    const filing = { court: walk.id('court'), filedOn: '2026-11-04' };
    await walk.steps(claim, 'W12', 'approver', '2026-11-04', filing, 'SUIT');
    await walk.steps(claim, 'W13x', 'intake', '2026-11-09', { rulingReceivedOn: '2026-11-09' }, 'FAILED');
    const other = await agreed(walk);
    await walk.steps(other, 'W9', 'handler', '2026-05-25', { court: walk.id('court'), filedOn: '2026-05-25' }, 'CONFIRMATION');
    await walk.steps(other, 'W10n', 'intake', '2026-06-15', { rulingReceivedOn: '2026-06-15' }, 'FAILED');
  },
};
