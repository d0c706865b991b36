import { defineConfig } from 'rolldown';

// Run with a project as the working directory. Our own libraries are inlined; npm packages stay external, so that the image
// installs them by the lock and a trace sees pg and kafkajs as themselves.
export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  tsconfig: 'tsconfig.json',
  external: (id) => /^[^./\0]/.test(id) && !/^@(xiezhi|oxc-project)\//.test(id),
  output: {
    dir: 'dist',
    entryFileNames: 'main.mjs',
    format: 'esm',
    sourcemap: true,
    keepNames: true,
    codeSplitting: false,
  },
});
