import { eventually } from '@xiezhi/testing';
import type { Stack } from '@xiezhi/testing/stack';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { shot } from './pages.ts';

/** Longest wait for what a page shows on a machine that does other things too. */
export const showsWithinMs = 30_000;

/** What the browser said about a page while it was used: nothing of it is allowed to happen. */
export interface Complaints {
  /** Requests to another host than portal and issuer. */
  foreign: string[];
  /** Refusals by the content security policy, and scripts that failed. */
  errors: string[];
}

/** An officer at a browser of their own: signed in as an account, acting in the post of the same name. */
export class Officer {
  readonly page: Page;
  readonly complaints: Complaints = { foreign: [], errors: [] };
  private readonly context: BrowserContext;
  private readonly stack: Stack;

  private constructor(stack: Stack, context: BrowserContext, page: Page) {
    this.stack = stack;
    this.context = context;
    this.page = page;
    const own = new Set([stack.address.portal, stack.address.identity].map((url) => new URL(url).origin));
    page.on('request', (request) => {
      const url = request.url();
      if (!own.has(new URL(url).origin) && !/^(data|blob|about):/.test(url)) this.complaints.foreign.push(url);
    });
    page.on('pageerror', (error) => this.complaints.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && /content security policy|refused to/i.test(message.text()))
        this.complaints.errors.push(message.text());
    });
  }

  static async signIn(stack: Stack, browser: Browser, account: string): Promise<Officer> {
    const context = await browser.newContext({
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(showsWithinMs);
    const officer = new Officer(stack, context, page);
    await page.goto(stack.address.portal);
    await page.getByRole('link', { name: '登录' }).click();
    await page.getByLabel('岗位账号').fill(account);
    await page.getByLabel('开发口令').fill(stack.developmentPassword);
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('heading', { name: '工作台' }).waitFor();
    return officer;
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.stack.address.portal).href);
  }

  /** Opens the item of this title on a tab of the workbench. What comes by events may take a moment; the list then shows it by itself. */
  async open(tab: string, title: string): Promise<void> {
    await this.goto(`/?tab=${tab}`);
    await this.page.getByRole('link', { name: title, exact: true }).first().click();
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor();
  }

  /** Presses the button of a verb, fills in what it asks, and says it. */
  async does(verb: string, said: Record<string, string> = {}): Promise<void> {
    try {
      await this.say(verb, said);
    } catch (error) {
      await shot(this.page, `failed-${verb}`);
      throw error;
    }
  }

  private async say(verb: string, said: Record<string, string>): Promise<void> {
    await this.page.getByRole('button', { name: verb, exact: true }).first().click();
    const dialog = this.page.getByRole('dialog');
    await dialog.waitFor();
    for (const [label, value] of Object.entries(said)) await this.fill(label, value);
    await dialog.getByRole('button', { name: verb, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** A text is typed, a code is chosen by its words. */
  async fill(label: string, value: string): Promise<void> {
    const field = this.page.getByLabel(label, { exact: true });
    if ((await field.getAttribute('role')) !== 'combobox') return field.fill(value);
    await field.click();
    if (await field.isEditable()) await field.fill(value);
    await this.page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: value }).first().click();
  }

  async sees(text: string): Promise<void> {
    await eventually(() => this.page.getByText(text).first().waitFor({ timeout: 1000 }), { withinMs: showsWithinMs });
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}
