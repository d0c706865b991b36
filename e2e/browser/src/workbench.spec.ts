import { sharedStack } from '@xiezhi/testing/shared-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onScreens } from './browser.ts';
import { Officer } from './officer.ts';
import { barriersOf, shot } from './pages.ts';
import { Paperwork } from './paperwork.ts';

await onScreens('the workbench', (browser) => {
  const stack = sharedStack();
  let officer: Officer;
  let titles: string[];

  beforeAll(async () => {
    // Beside the screen, because it is the list that is looked at here: how a hand-off gets there is another story.
    const paperwork = new Paperwork(stack);
    titles = (await Promise.all([1, 2, 3].map(() => paperwork.sent()))).map(({ title }) => title);
    officer = await Officer.signIn(stack, browser, 'anji-procuratorate.liaison');
    await officer.goto('/?tab=to-sign');
    for (const title of titles) await officer.sees(title);
  }, 180_000);
  afterAll(() => officer.leave());

  const focused = () => officer.page.evaluate(() => document.activeElement?.textContent ?? '');

  it('is worked from the keyboard: down, up, open, back to the same row', async () => {
    const { page } = officer;
    await page.locator('h1').click();
    await page.keyboard.press('j');
    const first = await focused();
    await page.keyboard.press('j');
    const second = await focused();
    expect(second).not.toBe(first);
    await page.keyboard.press('k');
    expect(await focused()).toBe(first);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: second }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: '工作台' }).waitFor();
    await expect.poll(focused, { timeout: 10_000 }).toBe(second);
  });

  it('is narrowed by what is typed after /', async () => {
    const { page } = officer;
    await page.keyboard.press('/');
    await page.keyboard.type(titles[1] ?? '');
    await expect.poll(() => page.locator('a.work-title').count()).toBe(1);
    await page.keyboard.press('j');
    expect(await page.getByRole('searchbox').inputValue()).toContain('j');
    await page.getByRole('searchbox').fill('');
  });

  it('explains its keys after ?, and lets them be switched off', async () => {
    const { page } = officer;
    await page.locator('h1').click();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: '键盘操作' });
    await dialog.waitFor();
    await shot(page, 'keys');
    expect(await barriersOf(page)).toEqual([]);
    await dialog.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    expect(await dialog.isVisible()).toBe(false);
    await page.evaluate(() => localStorage.clear());
  });

  it('says why a list is empty, and keeps what is shown in the address', async () => {
    const { page } = officer;
    await page.getByRole('tab', { name: /超期/ }).click();
    await officer.sees('没有超期事项。');
    expect(new URL(page.url()).searchParams.get('tab')).toBe('overdue');
    expect(await barriersOf(page)).toEqual([]);
  });

  it('shows a no with its code, what to do next, and the number to ask with', async () => {
    const { page } = officer;
    await officer.goto('/hand-offs/019a0000-0000-7000-8000-00000000dead');
    const alert = page.getByRole('alert').first();
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/代码 [A-Z_]+ · 查询编号 [0-9a-f-]{36}/);
    expect(await barriersOf(page)).toEqual([]);
  });

  it('asked no other host, and no policy was broken', () => expect(officer.complaints).toEqual({ foreign: [], errors: [] }));
});
