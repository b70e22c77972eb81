// Bundles the console's page: coordinator/console/page → dist/coordinator/console/assets.
// Another folder for the result may be given as the first argument.
import { copyFile, mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = path.join(root, 'coordinator/console/page')
const assets = path.resolve(process.argv[2] ?? path.join(root, 'dist/coordinator/console/assets'))

await rm(assets, { recursive: true, force: true })
await mkdir(assets, { recursive: true })
await build({
  entryPoints: { app: path.join(page, 'main.tsx') },
  outdir: assets,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  legalComments: 'eof',
  logLevel: 'warning',
})
await build({
  entryPoints: { app: path.join(page, 'app.css') },
  outdir: assets,
  bundle: true,
  minify: true,
  target: ['es2022'],
  logLevel: 'warning',
})
for (const file of ['index.html', 'icon.svg']) await copyFile(path.join(page, file), path.join(assets, file))

const { size } = await stat(path.join(assets, 'app.js'))
console.log(`console page: ${path.relative(root, assets)}, app.js ${Math.round(size / 1024)} KiB`)
