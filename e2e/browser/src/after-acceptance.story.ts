import { describe, expect, it } from 'vitest';
import type { Officers } from './officers.ts';
import { barriersOf, shot } from './pages.ts';
import { office, type Paperwork, procuratorate } from './paperwork.ts';

/** The two ways on from an accepted hand-off that need another: back to whom it came from, or on to somebody else. */
export function afterAcceptance(officers: Officers, paperwork: Paperwork): void {
  describe('an accepted hand-off', () => {
    it('is given back when the sender asks for it and the receiver agrees, each on their own screen', async () => {
      const { id, title } = await paperwork.accepted();
      const sender = await officers.at(`${office}.approver`);
      await sender.goto(`/hand-offs/${id}`);
      await sender.does('请求退回', { 理由: '经核实应当先由属地整改，请予退回。' });
      await sender.sees('本单位请求退回，等待对方答复：经核实应当先由属地整改，请予退回。');
      await shot(sender.page, 'return-asked');
      expect(await barriersOf(sender.page)).toEqual([]);

      const keeper = await officers.at(`${procuratorate}.handler`);
      await keeper.open('to-do', title);
      await keeper.sees('对方请求退回，请答复：经核实应当先由属地整改，请予退回。');
      await shot(keeper.page, 'return-to-answer');
      await keeper.does('同意退回');
      await keeper.sees('案卷已退回，事项重新由移送单位负责。');
      // The sender's window learns it by itself.
      await sender.sees('案卷已退回，事项重新由移送单位负责。');
      await sender.page.locator('.page-title').getByText('已退回').waitFor();
    });

    it('goes on, once decided, by a hand-off of the file, which another person of the agency signs', async () => {
      const { id, title } = await paperwork.decidedToRefer();
      const keeper = await officers.at(`${procuratorate}.handler`);
      const { page } = keeper;
      await keeper.goto(`/hand-offs/${id}`);
      await keeper.does('移送案卷', { 接收单位和移送路径: '安吉县水利局（线索转送', 移送目的: '请依法查处并反馈。' });
      await keeper.sees('已请求移送案卷');
      await page.getByRole('link', { name: '查看移送' }).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.waitForURL((url) => url.pathname !== `/hand-offs/${id}`);
      await page.locator('.page-title').getByText('待审批').waitFor();
      await keeper.sees('请依法查处并反馈。');
      // Who asked for it has drafted it: it is not theirs to sign.
      expect(await page.getByRole('button', { name: '批准移送', exact: true }).count()).toBe(0);
      await shot(page, 'referred');
      expect(await barriersOf(page)).toEqual([]);
      const approver = await officers.at(`${procuratorate}.approver`);
      await approver.open('to-review', title);
      await approver.does('批准移送');
      await approver.sees('已移送，待签收');
    });
  });
}
