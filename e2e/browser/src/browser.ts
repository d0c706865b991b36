import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { afterAll, describe } from 'vitest';

const require = createRequire(import.meta.url);

/** A browser that runs here, and why there is none where none does. */
export type Found = { browser: Browser; close(): Promise<void> } | { missing: string };

/**
 * The browser of the npm package with a Chinese font of another (TOOLCHAIN 14), so that a bare machine needs nothing installed; or the
 * system's, when XIEZHI_CHROMIUM names it. A machine for which neither is built gets the reason instead of a browser.
 */
export async function findBrowser(): Promise<Found> {
  const fonts = mkdtempSync(join(tmpdir(), 'xiezhi-fonts-'));
  try {
    const browser = await chromium.launch({ ...(await program()), env: { ...process.env, FONTCONFIG_FILE: fontConfiguration(fonts) } });
    return {
      browser,
      close: async () => {
        await browser.close();
        rmSync(fonts, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(fonts, { recursive: true, force: true });
    return { missing: error instanceof Error ? (error.message.split('\n')[0] ?? 'unknown') : String(error) };
  }
}

async function program(): Promise<LaunchOptions> {
  const system = process.env['XIEZHI_CHROMIUM'];
  if (system !== undefined) return { executablePath: system, args: ['--no-sandbox'] };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('the packaged browser is built for Linux on x64 only; name another in XIEZHI_CHROMIUM');
  const { default: packaged } = await import('@sparticuz/chromium');
  return { executablePath: await packaged.executablePath(), args: packaged.args.filter((argument) => !unwanted.test(argument)) };
}

/** The package is made for functions in a cloud: one process, and a browser that does not keep the rules we are testing. */
const unwanted = /^--(single-process|no-zygote|disable-web-security|allow-running-insecure-content|disable-site-isolation-trials)$/;

/** What a page calls its system's font is this one, for every script. */
const preferred = ['sans-serif', 'system-ui']
  .map((family) => `<alias binding="strong"><family>${family}</family><prefer><family>Noto Sans SC</family></prefer></alias>`)
  .join('');

/** A font folder of the run's own: the font of the package and, where there are some, those of the system. */
function fontConfiguration(folder: string): string {
  const font = join(dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json')), '400Regular', 'NotoSansSC_400Regular.ttf');
  if (!existsSync(font)) throw new Error(`${font} is missing`);
  mkdirSync(join(folder, 'cache'));
  cpSync(font, join(folder, 'NotoSansSC.ttf'));
  const file = join(folder, 'fonts.conf');
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}</dir><dir>/usr/share/fonts</dir><cachedir>${join(folder, 'cache')}</cachedir>${preferred}</fontconfig>`,
  );
  return file;
}

/**
 * A suite that needs a browser. Where none runs its tests are counted as skipped, by the reporter in the closing line, and a build
 * server that skips is red (.ci/run): nobody takes silence for a yes.
 */
export async function onScreens(what: string, suite: (browser: Browser) => void): Promise<void> {
  const found = await findBrowser();
  if ('missing' in found) console.log(`no browser runs here, its tests are skipped: ${found.missing}`);
  describe.skipIf('missing' in found)(`on screens: ${what}`, () => {
    // A skipped suite is read all the same, so that its tests can be counted; none of them touches the browser.
    suite('browser' in found ? found.browser : (undefined as unknown as Browser));
    if ('close' in found) afterAll(() => found.close());
  });
}
