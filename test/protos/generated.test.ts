import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { protoFiles } from '../../protos/index.ts'

const require = createRequire(import.meta.url)
// The sources lie beside node_modules, also when this test runs from the built tree.
const root = path.resolve(path.dirname(require.resolve('@grpc/proto-loader/package.json')), '../../..')

async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true }))
    // Options of methods are declared in terms of Google's descriptors, which travel nowhere.
    .filter(name => name.endsWith('.ts') && !name.startsWith('google'))
    .sort()
  return Object.fromEntries(
    await Promise.all(names.map(async name => [name, await readFile(path.join(folder, name), 'utf8')])),
  )
}

test('the generated types are those of the .proto files', async t => {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-proto-types-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const tool = require.resolve('@grpc/proto-loader/build/bin/proto-loader-gen-types.js')
  const flags = ['--longs=String', '--enums=String', '--defaults', '--oneofs', '--importFileExtension=.ts']
  await promisify(execFile)(
    process.execPath,
    [tool, ...flags, '--includeDirs=protos', `--outDir=${folder}`, ...protoFiles],
    { cwd: root },
  )
  const committed = await filesOf(path.join(root, 'protos', 'generated'))
  t.deepEqual(await filesOf(folder), committed, 'run: npm run proto:types')
  t.true(Object.keys(committed).length > 70)
})
