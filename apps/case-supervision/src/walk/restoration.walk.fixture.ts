import { investigated, moved, suit } from './public-interest.steps.fixture.ts';
import type { Organ } from './walked-clocks.fixture.ts';
import type { Walk, WalkedFile, Walks } from './walk.fixture.ts';

const liability = { basisKind: '判决', basisOn: '2026-07-06', basisNumber: '演3号' };
const plan = {
  goals: ['恢复行洪断面'],
  indicators: [{ name: '断面', baseline: '0', target: '100%' }],
  site: '左岸',
  quantities: [{ code: 'Q16', quantity: 300, unit: '立方米' }],
  completeBy: '2026-09-30',
};
const proof = { milestone: '清淤', on: '2026-07-20', place: '左岸', digest: 'a'.repeat(64) };
const recovered = [{ code: 'Q16', quantity: 300, unit: '立方米', proof: '测量' }];
const accepted = { acceptedOn: '2026-08-10', acceptanceResult: '合格', indicatorValues: [{ name: '断面', value: '100%' }] };
const paid = (amount: number) => ({ moneyPaid: [{ payer: '单位', basis: '判决', amount, on: '2026-07-10', account: '专户' }] });
const used = (amount: number) => ({ moneyUsed: [{ use: '补植', amount, on: '2026-07-10' }] });
const bought = (tonnes: number) => ({
  carbonPurchases: [{ project: '湿地碳汇', agreement: '协议一', tonnes, price: 60, amount: tonnes * 60 }],
});

async function fixed(walk: Walk, keeper: Organ = 'court', from?: WalkedFile): Promise<WalkedFile> {
  const file = await walk.opens('restoration', keeper, '2026-07-08', from);
  await walk.steps(file, 'X1', 'intake', '2026-07-08', liability, 'LIABILITY_FIXED');
  return file;
}
async function begun(walk: Walk, keeper: Organ = 'court', from?: WalkedFile): Promise<WalkedFile> {
  const file = await fixed(walk, keeper, from);
  await walk.steps(file, 'X2', 'handler', '2026-07-08', { mode: 'R05' }, 'PLAN_DRAFT');
  await walk.steps(file, 'X3d', 'handler', '2026-07-08', plan, 'PLAN_DRAFT');
  await walk.steps(file, 'X3', 'approver', '2026-07-09', { approvedOn: '2026-07-09' }, 'PLAN_APPROVED');
  await walk.steps(file, 'X4s', 'handler', '2026-07-10', { startedOn: '2026-07-10' }, 'IN_PROGRESS');
  await walk.steps(file, 'X4m', 'intake', '2026-07-20', { progressEvidence: [proof] }, 'IN_PROGRESS');
  return file;
}
async function completed(walk: Walk, keeper: Organ = 'court', from?: WalkedFile): Promise<WalkedFile> {
  const file = await begun(walk, keeper, from);
  await walk.steps(file, 'X4', 'intake', '2026-08-03', { completedOn: '2026-08-03', recovered }, 'COMPLETED');
  return file;
}

/** DOMAIN 3.9 and rows X01–X03: restoration, substitute restoration, money and carbon; what other files hear of it. */
export const restorationWalks: Walks = {
  'restored in place: a plan given back, a check on the way, a defect at acceptance, evaluated and looked after': async (walk) => {
    const file = await fixed(walk);
    await walk.steps(file, 'X2', 'handler', '2026-07-08', { mode: 'R05' }, 'PLAN_DRAFT');
    await walk.steps(file, 'X3d', 'handler', '2026-07-08', plan, 'PLAN_DRAFT');
    await walk.steps(file, 'X3r', 'section-head', '2026-07-08', { defects: ['指标不全'] }, 'PLAN_DRAFT');
    await walk.steps(file, 'X3d', 'handler', '2026-07-09', plan, 'PLAN_DRAFT');
    await walk.steps(file, 'X3', 'approver', '2026-07-09', { approvedOn: '2026-07-09' }, 'PLAN_APPROVED');
    await walk.due('X01', '2026-09-30', { holder: 'court' });
    await walk.steps(file, 'X4s', 'handler', '2026-07-10', { startedOn: '2026-07-10' }, 'IN_PROGRESS');
    await walk.steps(file, 'X4m', 'intake', '2026-07-20', { progressEvidence: [proof] }, 'IN_PROGRESS');
    await walk.steps(file, 'X4c', 'handler', '2026-07-21', { checkedOn: '2026-07-21', isOnTrack: true }, 'MID_CHECK');
    await walk.steps(file, 'X4k', 'handler', '2026-07-21', {}, 'IN_PROGRESS');
    await walk.passes('2026-10-01');
    await walk.breached('X01');
    await walk.steps(file, 'X4', 'intake', '2026-10-12', { completedOn: '2026-10-12', recovered }, 'COMPLETED');
    await walk.met('X01', 'met-late');
    const rejected = { acceptedOn: '2026-10-13', acceptanceResult: '不合格', defects: ['断面不足'] };
    await walk.steps(file, 'X5n', 'approver', '2026-10-13', rejected, 'IN_PROGRESS');
    await walk.steps(file, 'X4', 'intake', '2026-10-20', { completedOn: '2026-10-20', recovered }, 'COMPLETED');
    await walk.steps(file, 'X5', 'approver', '2026-10-21', { ...accepted, acceptedOn: '2026-10-21' }, 'ACCEPTANCE');
    const short = { evaluatedOn: '2026-10-22', evaluationResult: '未达到修复目标', evaluatorQualified: true, defects: ['淤积'] };
    await walk.steps(file, 'X6n', 'handler', '2026-10-22', short, 'IN_PROGRESS');
    await walk.steps(file, 'X4', 'intake', '2026-11-02', { completedOn: '2026-11-02', recovered }, 'COMPLETED');
    await walk.steps(file, 'X5', 'approver', '2026-11-03', { ...accepted, acceptedOn: '2026-11-03' }, 'ACCEPTANCE');
    const reached = { evaluatedOn: '2026-11-04', evaluationResult: '达到修复目标', evaluatorQualified: true };
    await walk.steps(file, 'X6', 'handler', '2026-11-04', reached, 'EFFECT_EVALUATION');
    await walk.steps(file, 'X6m', 'handler', '2026-11-05', { maintenanceUntil: '2026-12-06' }, 'MAINTENANCE');
    await walk.due('X02', '2026-12-06');
    await walk.steps(file, 'X6v', 'handler', '2026-11-20', { checkedOn: '2026-11-20', isOnTrack: false }, 'MAINTENANCE');
    await walk.steps(file, 'X6b', 'approver', '2026-11-23', { defects: ['再次淤积'] }, 'IN_PROGRESS');
    await walk.cancelled('X02');
  },
  'nobody performs: a third party restores, or the liable party after all': async (walk) => {
    const ground = { demandedOn: '2026-07-27', defaultGround: '拒不履行' };
    const file = await begun(walk);
    await walk.steps(file, 'X7', 'approver', '2026-07-28', ground, 'DEFAULTED');
    await walk.steps(file, 'X7t', 'approver', '2026-07-29', { performer: '行政机关代履行' }, 'THIRD_PARTY');
    await walk.steps(file, 'X7p', 'handler', '2026-07-30', { startedOn: '2026-07-30' }, 'IN_PROGRESS');
    await walk.steps(file, 'X7', 'approver', '2026-08-03', ground, 'DEFAULTED');
    await walk.steps(file, 'X7r', 'handler', '2026-08-04', { startedOn: '2026-08-04' }, 'IN_PROGRESS');
  },
  'carbon is bought in its place': async (walk) => {
    const file = await fixed(walk);
    const instead = { mode: 'R08', inPlaceImpossible: '原地无法恢复', expertsConsulted: true, carbonOwed: 100 };
    await walk.steps(file, 'X2s', 'handler', '2026-07-08', instead, 'SUBSTITUTE');
    await walk.steps(file, 'X9', 'intake', '2026-07-08', bought(60), 'SUBSTITUTE');
    await walk.steps(file, 'X3d', 'handler', '2026-07-09', plan, 'PLAN_DRAFT');
    await walk.steps(file, 'X9', 'intake', '2026-07-10', bought(40), 'PLAN_DRAFT');
  },
  'money is paid, used, corrected and the file closed': async (walk) => {
    const file = await fixed(walk);
    const owed = { mode: 'R09', amountOwed: 1000, payBy: '2026-07-31' };
    await walk.steps(file, 'X2m', 'handler', '2026-07-09', owed, 'MONEY_PAID');
    await walk.due('X03', '2026-07-31', { holder: 'court' });
    await walk.passes('2026-08-01');
    await walk.breached('X03');
    await walk.steps(file, 'X8', 'intake', '2026-08-03', paid(1000), 'MONEY_PAID');
    await walk.met('X03', 'met-late');
    await walk.steps(file, 'X8u', 'handler', '2026-08-04', used(700), 'MONEY_PAID');
    const reversal = { useReversed: [{ reason: '错记', amount: 100, on: '2026-08-05' }] };
    await walk.steps(file, 'X8v', 'approver', '2026-08-05', reversal, 'MONEY_PAID');
    const remitted = { moneyRemitted: [{ account: '国库', amount: 400, on: '2026-08-06' }] };
    await walk.steps(file, 'X8t', 'handler', '2026-08-06', remitted, 'MONEY_PAID');
    await walk.steps(file, 'X10m', 'approver', '2026-08-07', { closingNote: '资金使用完毕' }, 'CLOSED');
  },
  'the procuratorate’s case hears of it, from liability to the end': async (walk) => {
    const judged = await moved(walk);
    await walk.steps(judged, 'A13w', 'handler', '2026-06-15', { conclusion: '应当起诉' }, 'REVIEW');
    await walk.steps(judged, 'A14', 'approver', '2026-06-16', suit(walk, '2026-06-16'), 'SUED');
    await walk.steps(judged, 'A16', 'intake', '2026-06-18', { docketedOn: '2026-06-18' }, 'TRIAL1');
    const judgment = { rulingKind: '判决', rulingReceivedOn: '2026-07-03', claimsUpheld: '全部支持' };
    await walk.steps(judged, 'A17j', 'intake', '2026-07-03', judgment, 'JUDGED');
    // Fifteen days end on Saturday 18 July.
    await walk.due('A19', '2026-07-20');
    await fixed(walk, 'procuratorate', judged);
    await walk.hears(judged, 'CX1o', '2026-07-08', 'JUDGED');
    await walk.passes('2026-07-21');
    await walk.hears(judged, 'A18n', '2026-07-21', 'EFFECTIVE');
    const restored = await completed(walk, 'procuratorate', judged);
    await walk.hears(judged, 'CX1', '2026-07-22', 'RESTORATION');
    await walk.steps(restored, 'X5', 'approver', '2026-08-10', accepted, 'ACCEPTANCE');
    await walk.hears(judged, 'CX5', '2026-08-10', 'RESTORATION');
    await walk.steps(judged, 'A20', 'approver', '2026-08-11', { enforcementResult: '转入修复跟踪' }, 'CLOSED');
    const early = await investigated(walk, 'OPEN_ADMIN_PIL');
    const failing = await fixed(walk, 'procuratorate', early);
    await walk.hears(early, 'CX1o', '2026-07-08', 'INV_DONE');
    await walk.steps(failing, 'X7', 'approver', '2026-07-28', { demandedOn: '2026-07-27', defaultGround: '拒不履行' }, 'DEFAULTED');
    await walk.hears(early, 'CX7', '2026-07-28', 'INV_DONE');
    const money = await fixed(walk, 'procuratorate', early);
    await walk.steps(money, 'X2m', 'handler', '2026-07-09', { mode: 'R09', amountOwed: 1000 }, 'MONEY_PAID');
    await walk.steps(money, 'X8', 'intake', '2026-07-10', paid(1000), 'MONEY_PAID');
    await walk.steps(money, 'X8u', 'handler', '2026-07-10', used(1000), 'MONEY_PAID');
    await walk.steps(money, 'X10m', 'approver', '2026-07-11', { closingNote: '资金使用完毕' }, 'CLOSED');
    await walk.hears(early, 'CX9', '2026-07-11', 'INV_DONE');
  },
};
