// Makes dist/ of src/: own files joined into a few, since loading hundreds of modules one by one is most of what a
// start costs (npm run bench -- start). What is imported lazily stays a file of its own, and so does each package.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.ts'],
  outbase: '.',
  outdir: 'dist',
  chunkNames: 'src/[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.12',
  logLevel: 'warning',
});
