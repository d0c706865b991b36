import { randomUUID } from 'node:crypto';
import { sharedStack } from '@xiezhi/testing/shared-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { afterAcceptance } from './after-acceptance.story.ts';
import { onScreens } from './browser.ts';
import type { Officer } from './officer.ts';
import { Officers } from './officers.ts';
import { barriersOf, shot } from './pages.ts';
import { office, Paperwork, procuratorate } from './paperwork.ts';
import { ownFile } from './own-file.story.ts';
import { signingTogether } from './signing-together.story.ts';

const digest = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9';

/**
 * Two agencies in browsers of their own carry one hand-off from the draft to the confirmed feedback. Nothing is asked of the API here:
 * what an officer cannot do on a screen would be missed. The tests are one story; each goes on where the one before ended.
 */
await onScreens('a hand-off carried by officers on their screens', (browser) => {
  const stack = sharedStack();
  const title = `河道右岸排水口晴天排水 ${randomUUID().slice(0, 8)}`;
  const officers = new Officers(stack, browser);
  const at = (account: string): Promise<Officer> => officers.at(account);

  let handOffPath = '';
  beforeAll(() => at(`${office}.intake`), 120_000);
  afterAll(() => officers.leave());

  it('begins with a clue that the river-chief office registers', async () => {
    const intake = await at(`${office}.intake`);
    await shot(intake.page, 'workbench-empty');
    expect(await barriersOf(intake.page)).toEqual([]);
    await intake.page.getByRole('link', { name: '登记线索' }).click();
    await intake.fill('标题', title);
    await intake.fill('情况说明', '巡查中发现排水口晴天排水，水色灰白。');
    await intake.fill('线索来源', 'S18');
    await intake.fill('协作领域', 'E4');
    await intake.fill('行政区划', '330523');
    await intake.page.getByRole('button', { name: '手工填写一项' }).click();
    await intake.fill('名称', '现场照片');
    await intake.fill('种类', '视听资料');
    await intake.fill('文件类型', 'image/jpeg');
    await intake.fill('大小（字节）', '204800');
    await intake.fill('SHA-256', digest);
    await shot(intake.page, 'clue-form');
    expect(await barriersOf(intake.page)).toEqual([]);
    await intake.page.getByRole('button', { name: '登记，去拟稿移送' }).click();
    await intake.page.getByRole('heading', { name: '拟稿移送' }).waitFor();
  });

  it('is drafted to a receiver whom the routes offer', async () => {
    const intake = await at(`${office}.intake`);
    await intake.fill('接收单位和移送路径', '安吉县人民检察院');
    // What would be due, before anything is sent: by which rule, for whom, and that it is the platform's own.
    const planned = intake.page.getByRole('region', { name: '现在移送，期限如下' });
    await planned.getByRole('cell', { name: '移送签收' }).waitFor();
    await planned.getByRole('cell', { name: '安吉县人民检察院' }).waitFor();
    await planned.getByRole('cell', { name: '内部期限' }).waitFor();
    await intake.fill('移送目的', '请依法评估并反馈。');
    await shot(intake.page, 'draft-form');
    expect(await barriersOf(intake.page)).toEqual([]);
    await intake.page.getByRole('button', { name: '保存草稿' }).click();
    await intake.page.getByRole('heading', { name: '现在可以办理' }).waitFor();
    await intake.sees('草稿');
    handOffPath = new URL(intake.page.url()).pathname;
  });

  it('is revised before it is submitted: what for, and which parts go along', async () => {
    const intake = await at(`${office}.intake`);
    const { page } = intake;
    await page.getByRole('button', { name: '修改', exact: true }).click();
    await page.getByRole('heading', { name: '修改草稿' }).waitFor();
    expect(await page.getByLabel('移送目的').inputValue()).toBe('请依法评估并反馈。');
    await page.getByLabel('移送目的').fill('请依法评估，三个月内反馈。');
    await page.getByRole('checkbox', { name: '发现时间' }).uncheck();
    await shot(page, 'revise-form');
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole('button', { name: '保存草稿' }).click();
    await page.getByText('请依法评估，三个月内反馈。').waitFor();
    await page.getByText('以下为选定随附的部分').waitFor();
    await intake.does('报批');
    await intake.sees('待审批');
    await shot(intake.page, 'pending-approval');
  });

  it('is signed by another person of the office, and reaches the procuratorate', async () => {
    const approver = await at(`${office}.approver`);
    await approver.open('to-review', title);
    await shot(approver.page, 'to-approve');
    expect(await barriersOf(approver.page)).toEqual([]);
    await approver.does('批准移送');
    await approver.sees('已移送，待签收');
  });

  it('is signed for, with its deadline in words, and its digests checked in the browser', async () => {
    const liaison = await at(`${procuratorate}.intake`);
    await liaison.goto('/?tab=to-sign');
    await liaison.page.getByRole('link', { name: title }).waitFor();
    await liaison.sees('剩 1 个工作日');
    await shot(liaison.page, 'workbench');
    expect(await barriersOf(liaison.page)).toEqual([]);
    await liaison.open('to-sign', title);
    await liaison.sees('与收到的内容一致');
    // What the sender left out is not there.
    expect(await liaison.page.getByText('发现时间').count()).toBe(0);
    await liaison.does('签收');
    await liaison.sees('已签收，待受理');
    await shot(liaison.page, 'received');
  });

  it('tells why what cannot be done now cannot be done', async () => {
    const liaison = await at(`${procuratorate}.intake`);
    await liaison.page.getByText(/暂不能办理的 \d+ 项及原因/).click();
    await liaison.page.getByText('报批', { exact: true }).waitFor();
    await shot(liaison.page, 'possible');
    expect(await barriersOf(liaison.page)).toEqual([]);
  });

  it('is supplemented when something is missing', async () => {
    const intake = await at(`${procuratorate}.intake`);
    await intake.does('要求补正', { 缺少的材料: '水质监测报告', 理由: '需要监测报告以评估损害。' });
    await intake.sees('待补正');
    const sender = await at(`${office}.intake`);
    await sender.open('to-do', title);
    await sender.does('补正', { 客观上无法补正的说明: '监测点当日停机，客观上无法取得。' });
    await sender.sees('已签收，待受理');
    expect(await sender.page.getByRole('button', { name: '补正', exact: true }).count()).toBe(0);
  });

  it('is accepted, evaluated and decided, each by whose turn it is', async () => {
    const handler = await at(`${procuratorate}.handler`);
    await handler.open('to-do', title);
    await handler.does('受理');
    await handler.sees('已受理');
    await handler.page.getByRole('heading', { name: '案卷（仅本单位可见）' }).waitFor();
    await handler.does('评估', { 评估意见: '线索具有可查性，建议立案。' });
    await shot(handler.page, 'case-file');
    expect(await barriersOf(handler.page)).toEqual([]);
    const approver = await at(`${procuratorate}.approver`);
    await approver.open('to-do', title);
    await approver.does('作出决定', { 决定结果: '立案（行政公益诉讼）', 理由: '公共利益受到损害。' });
    await approver.sees('已决定：立案');
  });

  it('is answered by the one side and confirmed by the other', async () => {
    const handler = await at(`${procuratorate}.handler`);
    await handler.open('to-do', title);
    await handler.does('反馈', { 反馈内容: '已立案办理，将依法调查。' });
    await handler.sees('已反馈，待确认');
    const intake = await at(`${office}.intake`);
    await intake.open('to-do', title);
    await intake.does('确认反馈');
    await intake.sees('反馈已确认');
    await shot(intake.page, 'confirmed');
    expect(await barriersOf(intake.page)).toEqual([]);
  });

  it('shows the whole way to both, each as far as it goes', async () => {
    const intake = await at(`${office}.intake`);
    await intake.goto(handOffPath);
    await intake.sees('确认安吉县检察院就');
    expect(await intake.page.getByRole('heading', { name: '案卷（仅本单位可见）' }).count()).toBe(0);
  });

  const paperwork = new Paperwork(stack);
  signingTogether(officers, paperwork);
  afterAcceptance(officers, paperwork);
  ownFile(officers, paperwork);

  it('asked no other host, and no policy was broken', () => {
    for (const complaint of officers.complaints()) expect(complaint).toMatchObject({ foreign: [], errors: [] });
  });
});
