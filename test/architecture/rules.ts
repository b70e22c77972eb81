/**
 * The arrows of the house: who may import whom, and who owns which outside library. A folder is governed by the
 * longest entry that it begins with. Tests may import everything and are not listed.
 */
import type { Import, SourceTree } from './imports.ts'
import { circlesOf, fileGraph, folderGraph, importsOf, withoutComments } from './imports.ts'

/** Folder (or file) to the folders that it may import beside itself. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  aggregation: ['aggregation'],
  'aggregation/crypto': [],
  'aggregation/vector': ['aggregation/crypto'],
  'aggregation/expansion': ['aggregation/crypto'],
  'aggregation/privacy': ['aggregation/crypto', 'aggregation/vector'],
  'aggregation/rules': ['aggregation/crypto', 'aggregation/vector'],
  'aggregation/contribution': ['aggregation/crypto'],
  'aggregation/rewards': ['aggregation/crypto'],
  'aggregation/transparency': ['aggregation/crypto'],
  'aggregation/faults': ['aggregation/crypto', 'aggregation/secure'],
  'aggregation/secure': ['aggregation/crypto', 'aggregation/expansion', 'aggregation/vector'],
  'aggregation/secure/client': [
    'aggregation/crypto',
    'aggregation/expansion',
    'aggregation/vector',
    'aggregation/secure',
  ],
  'aggregation/secure/server': [
    'aggregation/crypto',
    'aggregation/expansion',
    'aggregation/vector',
    'aggregation/secure',
  ],
  // The simulation and the index are the only places where both halves meet.
  'aggregation/secure/simulation.ts': ['aggregation/crypto', 'aggregation/vector', 'aggregation/secure'],
  'aggregation/secure/index.ts': ['aggregation/secure'],
  protos: ['aggregation'],
  learning: ['aggregation'],
  verifier: ['protos', 'aggregation'],
  client: ['protos', 'learning', 'aggregation'],
  coordinator: ['protos', 'learning', 'aggregation'],
  'coordinator/storage': ['aggregation'],
  'coordinator/blobs': ['coordinator/storage', 'protos', 'aggregation'],
  'coordinator/ledger': ['coordinator/storage', 'protos', 'aggregation'],
  'coordinator/log': ['coordinator/storage', 'aggregation'],
  'coordinator/grpc': ['coordinator/parts.ts', 'protos', 'aggregation'],
  // The command line plays the benchmarks and the experiments.
  cli: ['client', 'coordinator', 'verifier', 'protos', 'learning', 'aggregation', 'simulator'],
  simulator: ['client', 'coordinator', 'protos', 'learning', 'aggregation'],
  examples: ['simulator', 'client', 'coordinator', 'protos', 'learning', 'aggregation'],
}

/** Rooms that a room of the table may not enter although it lies inside a folder that it may import. */
export const closedDoors: Readonly<Record<string, readonly string[]>> = {
  'aggregation/faults': [
    ...['aggregation/secure/client', 'aggregation/secure/server', 'aggregation/secure/simulation.ts'],
  ],
  'aggregation/secure': ['aggregation/secure/client', 'aggregation/secure/server'],
  'aggregation/secure/client': ['aggregation/secure/server', 'aggregation/secure/simulation.ts'],
  'aggregation/secure/server': ['aggregation/secure/client', 'aggregation/secure/simulation.ts'],
}

/** Outside library (or part of Node; a trailing slash means all below) to the folders and files that may import it. */
export const owners: Readonly<Record<string, readonly string[]>> = {
  tweetnacl: ['aggregation/crypto'],
  immutable: ['aggregation/secure'],
  // The plain loop that training is measured against.
  '@tensorflow/': ['learning', 'simulator/bench/plain-loops.ts'],
  'csv-parse': ['learning/data/table'],
  // Tables of a run, and statements: each room writes its own format.
  'csv-stringify': ['simulator/results', 'cli/statement-csv.ts', 'coordinator/console/statement-csv.ts'],
  hyparquet: ['learning/data/table'],
  'hyparquet-compressors': ['learning/data/table'],
  yauzl: ['learning/data/arrays'],
  sharp: ['learning/data/images'],
  // Each writes the messages of one file format; reflection takes something out of what the .proto files became.
  protobufjs: ['learning/models/export', 'simulator/results', 'coordinator/grpc/reflected.ts'],
  '@grpc/grpc-js': ['client/grpc-', 'coordinator/grpc'],
  otpauth: ['coordinator/auth/one-time-codes.ts'],
  // Draws what an authenticator scans.
  uqr: ['cli/commands/keys-second-factor.ts'],
  '@grpc/reflection': ['coordinator/grpc'],
  'grpc-health-check': ['coordinator/grpc'],
  '@grpc/proto-loader': ['protos'],
  // The naive loops that ledger and log are measured against.
  kysely: [
    'coordinator/storage',
    'coordinator/ledger',
    'coordinator/log',
    'coordinator/audit',
    'simulator/bench/naive-',
  ],
  pg: ['coordinator/storage', 'simulator/bench/private-postgres.ts'],
  '@electric-sql/': ['coordinator/storage'],
  fastify: ['coordinator/console'],
  'prom-client': ['coordinator/metrics'],
  '@fastify/': ['coordinator/console'],
  preact: ['coordinator/console/page'],
  '@observablehq/plot': ['coordinator/console/page', 'simulator/results/report'],
  linkedom: ['simulator/results/report'],
  multiformats: ['coordinator/blobs/address.ts'],
  '@aws-sdk/client-s3': ['coordinator/blobs/s3-blobs.ts'],
  standardwebhooks: ['coordinator/webhooks/signed-headers.ts', 'client/webhooks', 'examples/08-'],
  'openid-client': ['coordinator/console/login-provider.ts'],
  pino: ['coordinator'],
  yaml: ['client/policy', 'cli', 'simulator/engine/run-data.ts', 'simulator/experiment', 'examples'],
  commander: ['cli'],
  'cli-table3': ['cli'],
  picocolors: ['cli'],
  '@peculiar/x509': ['cli/demo'],
  zod: ['protos', 'learning', 'client', 'coordinator', 'simulator', 'cli', 'examples'],
  'node:crypto': ['aggregation/crypto', 'client', 'coordinator', 'cli'],
  // The WebAssembly module and the addon lie beside the code of mask expansion.
  'node:fs': [
    ...['simulator', 'aggregation/expansion', 'client', 'coordinator', 'cli'],
    ...['learning/data', 'learning/training/backends', 'learning/training/external'],
  ],
  'node:fs/promises': [
    ...['simulator', 'learning/data', 'learning/training/external'],
    ...['client', 'coordinator', 'verifier', 'cli', 'examples'],
  ],
  // Tokens are native code; only what speaks to them loads it.
  pkcs11js: ['client/signers'],
  'node:http': [
    'coordinator/console',
    'coordinator/webhooks/post.ts',
    'client/signers/http-worker.ts',
    'examples/08-',
  ],
  'node:https': ['coordinator/webhooks/post.ts', 'client/signers/http-worker.ts'],
  'node:net': [
    ...['client/grpc-', 'coordinator/grpc', 'coordinator/webhooks', 'cli'],
    'simulator/bench/private-postgres.ts',
  ],
  'node:tls': ['client/grpc-', 'coordinator/grpc', 'cli'],
  'node:child_process': ['learning/training/external', 'cli', 'simulator/bench'],
  'node:module': [
    'aggregation/crypto',
    'aggregation/expansion',
    'protos',
    'learning',
    'client',
    'coordinator',
    'cli',
  ],
  'node:worker_threads': [
    ...['aggregation/expansion', 'learning', 'simulator/bench', 'simulator/player'],
    ...['coordinator/bounties/score-', 'client/signers/http-'],
  ],
  'node:': ['protos', 'learning', 'verifier', 'client', 'coordinator', 'cli', 'simulator', 'examples'],
}

/** Neighbours that know each other. Every pair is an exception, with its reason. */
export const mutualNeighbours: readonly (readonly [string, string])[] = [
  // One worker thread trains and evaluates, and the evaluator talks to that worker.
  ['learning/evaluation', 'learning/training'],
  // A command plays the demonstration, which posts and watches its bounty as those commands do.
  ['cli/commands', 'cli/demo'],
]

export interface Fault {
  readonly rule: 'arrow' | 'outside' | 'unresolved' | 'file-circle' | 'folder-circle' | 'random' | 'console'
  readonly where: string
  readonly detail: string
}

/** Everything in a tree that breaks a rule. */
export function faultsOf(tree: SourceTree): readonly Fault[] {
  const imports = importsOf(tree).filter(one => !isTest(one.from))
  return [
    ...imports.flatMap(one => (one.isOutside ? outsideFault(one) : arrowFault(one, tree))),
    ...circleFaults(imports),
    ...[...tree].filter(([path]) => !isTest(path)).flatMap(([path, text]) => textFaults(path, text)),
  ]
}

function isTest(path: string): boolean {
  return path.startsWith('test/')
}

function isWithin(path: string, room: string): boolean {
  return path === room || path.startsWith(`${room}/`)
}

/** The entry that governs a path; undefined for a folder that the house does not have. */
function roomOf(path: string): string | undefined {
  return Object.keys(rooms)
    .filter(room => isWithin(path, room))
    .sort((left, right) => right.length - left.length)[0]
}

function arrowFault({ from, to }: Import, tree: SourceTree): readonly Fault[] {
  if (!tree.has(to)) return [{ rule: 'unresolved', where: from, detail: `imports ${to}, which is not there` }]
  const room = roomOf(from)
  if (room === undefined) return [{ rule: 'arrow', where: from, detail: 'lies in no room of the house' }]
  const isClosed = (closedDoors[room] ?? []).some(door => isWithin(to, door))
  const isAllowed = !isClosed && [room, ...rooms[room]!].some(allowed => isWithin(to, allowed))
  return isAllowed ? [] : [{ rule: 'arrow', where: from, detail: `${room} may not import ${to}` }]
}

function outsideFault({ from, to }: Import): readonly Fault[] {
  const owner = Object.keys(owners)
    .filter(name => to === name || (/[/:]$/.test(name) && to.startsWith(name)))
    .sort((left, right) => right.length - left.length)[0]
  if (owner === undefined) return [{ rule: 'outside', where: from, detail: `nobody owns the library ${to}` }]
  // `client/grpc-` stands for all files that begin so.
  const isOwner = owners[owner]!.some(
    room => isWithin(from, room) || (room.endsWith('-') && from.startsWith(room)),
  )
  return isOwner ? [] : [{ rule: 'outside', where: from, detail: `may not import ${to}` }]
}

function circleFaults(imports: readonly Import[]): readonly Fault[] {
  // What is erased by the compiler closes no circle when the program runs.
  const running = imports.filter(one => !one.isTypeOnly)
  const isKnown = (circle: readonly string[]) =>
    mutualNeighbours.some(pair => circle.every(folder => pair.includes(folder)))
  return [
    ...circlesOf(fileGraph(running)).map(circle => circleFault('file-circle', circle)),
    ...circlesOf(folderGraph(running))
      .filter(circle => !isKnown(circle))
      .map(circle => circleFault('folder-circle', circle)),
  ]
}

function circleFault(rule: 'file-circle' | 'folder-circle', circle: readonly string[]): Fault {
  return { rule, where: circle[0]!, detail: circle.join(' -> ') }
}

function textFaults(path: string, text: string): readonly Fault[] {
  const source = withoutComments(text)
  const faults: Fault[] = []
  const product = /^(aggregation|protos|verifier|learning|client|coordinator|cli)\//
  if (product.test(path) && /\bMath\.random\b/.test(source))
    faults.push({ rule: 'random', where: path, detail: 'Math.random is no source of randomness here' })
  if (product.test(path) && /\bconsole\.[a-z]+\s*\(/.test(source))
    faults.push({ rule: 'console', where: path, detail: 'writes to the console' })
  return faults
}
