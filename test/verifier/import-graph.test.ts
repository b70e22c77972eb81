import test from 'ava'
import { type Import, importsOf, type SourceTree } from '../architecture/imports.ts'
import { filesBelow, readRepositoryFile } from '../support/repository.ts'

const folders = ['aggregation', 'protos', 'verifier', 'learning', 'client', 'coordinator', 'cli', 'simulator']
const tree: SourceTree = new Map(
  folders
    .flatMap(folder => filesBelow(folder, ['.ts', '.tsx']))
    .map(path => [path, readRepositoryFile(path)]),
)
const imports = new Map<string, Import[]>()
for (const one of importsOf(tree).filter(({ isTypeOnly }) => !isTypeOnly))
  imports.set(one.from, [...(imports.get(one.from) ?? []), one])

/** Everything that runs when a file is started, lazily loaded parts included. */
function reachedFrom(start: string): { readonly files: Set<string>; readonly packages: Set<string> } {
  const [files, packages] = [new Set([start]), new Set<string>()]
  for (const file of files)
    for (const { to, isOutside } of imports.get(file) ?? []) (isOutside ? packages : files).add(to)
  return { files, packages }
}

test('parley-verify reaches aggregation, protos and its own room, and three small libraries', t => {
  const { files, packages } = reachedFrom('verifier/main.ts')
  t.true(files.size > 100, 'the walk got somewhere')
  const rooms = new Set([...files].map(path => path.split('/')[0]))
  t.deepEqual([...rooms].sort(), ['aggregation', 'protos', 'verifier'])
  const outside = [...packages].filter(name => !name.startsWith('node:'))
  t.deepEqual(outside.sort(), ['immutable', 'tweetnacl', 'zod'])
})

test('of protos it reaches no codec, no generated type and nothing that loads .proto files', t => {
  const { files, packages } = reachedFrom('verifier/main.ts')
  const foreign = [...files].filter(path =>
    /^protos\/(codec|generated|load|index|operations|service)/.test(path),
  )
  t.deepEqual(foreign, [])
  for (const part of ['node:net', 'node:http', 'node:https', 'node:tls', 'node:child_process'])
    t.false(packages.has(part), part)
})

test('control: the walk finds what the whole command line reaches', t => {
  const { files, packages } = reachedFrom('cli/main.ts')
  t.true(files.has('verifier/verify-files.ts'))
  for (const name of ['@grpc/grpc-js', '@electric-sql/pglite', 'commander']) t.true(packages.has(name), name)
})
