import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The browsers of 信创 desktops are Chromium forks of some years ago (UX 1.4); syntax is lowered to what those read. */
const oldestBrowsers = ['chrome87', 'edge88', 'firefox78', 'safari14'];

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    target: oldestBrowsers,
    // Compressed it is about 400 kB, and cached for a year under its hash.
    chunkSizeWarningLimit: 2000,
    // Nothing inlined: the policy needs no data: for scripts and styles, and each file is cached under its hash.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Of the code lists the labels are wanted, not their validators: those would bring zod along, which tries whether it may use eval.
      treeshake: { manualPureFunctions: ['codeList'] },
    },
  },
  server: {
    // `npx vite` beside a running stack: everything that is not ours comes from the portal.
    proxy: Object.fromEntries(
      ['/api', '/sign-in', '/sign-out', '/openapi.json'].map((path) => [path, { target: 'http://127.0.0.1:4000', changeOrigin: true }]),
    ),
  },
});

/** Each asset also as .br and .gz, once at build time and not at every request. */
function compressed(): Plugin {
  let folder = '';
  return {
    name: 'xiezhi-compressed',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir, 'assets');
    },
    closeBundle() {
      for (const name of readdirSync(folder).filter((file) => /\.(js|css|svg)$/.test(file))) {
        const bytes = readFileSync(join(folder, name));
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes));
      }
    },
  };
}
