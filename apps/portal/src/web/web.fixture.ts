import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A client as `vite build` would leave it, as little of one as the specs need. */
export const webFolder = mkdtempSync(join(tmpdir(), 'xiezhi-web-'));
mkdirSync(join(webFolder, 'assets'));
writeFileSync(
  join(webFolder, 'index.html'),
  '<!doctype html><meta name="csp-nonce" content="%NONCE%"><script src="/assets/index-x.js"></script>',
);
writeFileSync(join(webFolder, 'assets', 'index-x.js'), '/* script */');
writeFileSync(join(webFolder, 'assets', 'index-x.js.gz'), 'compressed');
process.once('exit', () => rmSync(webFolder, { recursive: true, force: true }));
