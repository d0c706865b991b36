import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Officers } from './officers.ts';
import { office, type Paperwork } from './paperwork.ts';
import { barriersOf, shot } from './pages.ts';

const bureau = 'anji-water-bureau';

/** What follows a chart without a hand-off having brought it: whichever chart it is, the same page asks what the chart asks. */
export function ownFile(officers: Officers, paperwork: Paperwork): void {
  it('a problem is worked on the same page: what was asked is shown in words, not in codes', async () => {
    const { id, title } = await paperwork.problem();
    const handler = await officers.at(`${office}.handler`);
    const { page } = handler;
    await handler.goto(`/problems/${id}`);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.locator('.page-title').getByText('已上报').waitFor();
    await handler.sees('未批先建、不按批复建设涉河项目');
    await page.getByRole('button', { name: '核实为不属实', exact: true }).click();
    await page.getByRole('dialog').getByLabel('核实情况', { exact: true }).waitFor();
    await shot(page, 'problem');
    expect(await barriersOf(page)).toEqual([]);
  });

  describe('an agency’s own file', () => {
    const title = `擅自占用河道 ${randomUUID().slice(0, 8)}`;

    it('is opened on a screen, by whom the chart lets open it', async () => {
      const handler = await officers.at(`${bureau}.handler`);
      const { page } = handler;
      await handler.goto('/');
      await page.getByRole('link', { name: '新建案卷' }).click();
      await page.getByRole('heading', { level: 1, name: '新建案卷' }).waitFor();
      await handler.fill('案卷种类', '行政处罚');
      await handler.fill('案由', title);
      await shot(page, 'open-file');
      expect(await barriersOf(page)).toEqual([]);
      await page.getByRole('button', { name: '建立案卷' }).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.locator('.page-title').getByText('待登记').waitFor();
    });

    it('goes on by steps whose forms the chart gives, and shows what they recorded', async () => {
      const handler = await officers.at(`${bureau}.handler`);
      const { page } = handler;
      await page.getByRole('button', { name: '登记违法线索', exact: true }).click();
      await page.getByRole('dialog').waitFor();
      await shot(page, 'step-form');
      expect(await barriersOf(page)).toEqual([]);
      await page
        .getByRole('button', { name: '取 消' })
        .or(page.getByRole('button', { name: '取消' }))
        .first()
        .click();
      await handler.does('登记违法线索', {
        行政机关种类: '水行政主管部门',
        发现违法或者收到材料日期: '2026-11-02',
        违法事实: '巡查发现占用河道堆放砂石。',
      });
      await page.locator('.page-title').getByText('已发现违法').waitFor();
      await handler.sees('巡查发现占用河道堆放砂石。');
      await handler.sees('水行政主管部门');
      await shot(page, 'own-file');
      expect(await barriersOf(page)).toEqual([]);
    });

    it('is nobody else’s to see', async () => {
      const handler = await officers.at(`${bureau}.handler`);
      const path = new URL(handler.page.url()).pathname;
      const stranger = await officers.at('anji-procuratorate.handler');
      await stranger.goto(path);
      await stranger.sees('没有');
      expect(await stranger.page.getByRole('heading', { level: 1, name: title }).count()).toBe(0);
    });
  });
}
