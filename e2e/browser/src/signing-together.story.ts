import { describe, expect, it } from 'vitest';
import type { Officers } from './officers.ts';
import { barriersOf, shot } from './pages.ts';
import { office, type Paperwork } from './paperwork.ts';

/** A morning's signing map: one of three cannot be signed, and stops no other. */
export function signingTogether(officers: Officers, paperwork: Paperwork): void {
  describe('hand-offs signed together', () => {
    it('are each answered by themselves: what was refused says its code, its reason, and what to do', async () => {
      const [one, twice] = await Promise.all([paperwork.clue(), paperwork.clue()]);
      await paperwork.submitted(one);
      // One clue, two hand-offs: whichever is signed first takes it along.
      await paperwork.submitted(twice);
      await paperwork.submitted(twice);

      const approver = await officers.at(`${office}.approver`);
      const { page } = approver;
      await approver.goto('/?tab=to-review');
      const boxes = (title: string) => page.getByRole('checkbox', { name: `选择《${title}》` });
      await boxes(one.title).check();
      await boxes(twice.title).nth(1).waitFor();
      await boxes(twice.title).nth(0).check();
      await boxes(twice.title).nth(1).check();
      await shot(page, 'bulk-chosen');
      expect(await barriersOf(page)).toEqual([]);
      await page.getByRole('button', { name: '批量签发（3 件）' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: '签发', exact: true }).click();
      await dialog.getByText('已签发 2 件，未签发 1 件').waitFor();
      const refused = await dialog.locator('.is-refused').allTextContents();
      expect(refused).toHaveLength(1);
      expect(refused[0]).toContain(twice.title);
      expect(refused[0]).toContain('代码 MATTER_ALREADY_HANDED_OVER');
      await shot(page, 'bulk-results');
      expect(await barriersOf(page)).toEqual([]);
      await dialog.getByRole('button', { name: '知道了' }).click();
      // What was signed has left the list; what was refused waits there, still chosen.
      await boxes(one.title).waitFor({ state: 'detached' });
      expect(await boxes(twice.title).isChecked()).toBe(true);
    });

    it('are chosen from the keyboard as well', async () => {
      const { page } = await officers.at(`${office}.approver`);
      const chosen = page.getByRole('checkbox', { name: /^选择《/, checked: true });
      await page.locator('h1').click();
      await page.keyboard.press('j');
      const before = await chosen.count();
      await page.keyboard.press('x');
      await expect.poll(() => chosen.count()).not.toBe(before);
      await page.keyboard.press('x');
      await expect.poll(() => chosen.count()).toBe(before);
    });
  });
}
