import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Command } from 'commander'
import { type AuthBenchReport, benchAuth } from '../../simulator/bench/index.ts'
import { createAuthority } from '../demo/certificates.ts'
import { withAction } from '../options.ts'
import { figureText, table } from '../output.ts'
import type { World } from '../world.ts'

interface AuthBenchOptions {
  readonly json?: boolean
  readonly quick?: boolean
}

/** `parley bench auth`. */
export function addAuthBench(bench: Command, world: World): void {
  const auth = bench
    .command('auth')
    .description('what signing, checking and writing down every request costs')
    .option('--json', 'print one JSON value on stdout; progress goes to stderr')
    .option('--quick', 'few of everything: shows that everything runs, says nothing about speed')
    .addHelpText(
      'after',
      `
Small calls over gRPC and TLS on loopback, one after the other, client and server on one thread: signed to the real door, and
unsigned to a door that lets everything in, before the same handlers. Both are called in turns; overheadRatio is the median of the
ratios within one turn, of a call that only reads and whose handler does nothing, the worst that can be. One that changes something
also commits a nonce, a number in a session and an event of the audit. Both are measured before a handler that uses a row, too.

rowsPerSecond is what sixteen writers get written without network and signatures, on the embedded database in a folder and on a
PostgreSQL server that is started for it, where one is installed; bare is one row in a transaction of its own.

Examples:
  $ parley bench auth
  $ parley bench auth --json > report.json`,
    )
  withAction<AuthBenchOptions>(auth, world, async ({ options, output }) => {
    const { quick = false } = options
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-bench-'))
    try {
      const tls = await tlsIn(folder, world)
      const report = await benchAuth({ quick, tls, nowMs: world.nowMs, report: output.note })
      output.result(report, reportText(report))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}

async function tlsIn(folder: string, world: World) {
  const authority = await createAuthority(folder, world.nowMs())
  const { certificate, key } = await authority.issueServer()
  const text = (file: string) => readFile(file, 'utf8')
  return {
    server: { certificate: await text(certificate), key: await text(key) },
    client: { ca: await text(authority.caFile) },
  }
}

function reportText(report: AuthBenchReport): string {
  const { machine, microseconds, verifiedPerSecondPerCore, missing, quick, auditAddsMicroseconds } = report
  const { signing, reading, door, verifying } = microseconds
  return [
    `${machine.processor}, ${machine.cores} cores, Node.js ${machine.node}`,
    callsText(report),
    `${figureText(verifiedPerSecondPerCore)} requests a second are checked on one core; of one, in microseconds: ` +
      `signing ${figureText(signing)}, reading ${figureText(reading)}, the door ${figureText(door)}, of it Ed25519 ${figureText(verifying)}`,
    rowsText(report),
    `An event of the audit adds ${figureText(auditAddsMicroseconds.pglite)} microseconds to a change on pglite, ${figureText(auditAddsMicroseconds.postgres)} on postgres`,
    ...missing.map(({ what, reason }) => `${what} is missing: ${reason}`),
    ...(quick ? ['Measured with --quick: these figures say nothing about speed.'] : []),
  ].join('\n\n')
}

function callsText({ calls }: AuthBenchReport): string {
  const kinds = [
    ['read', 'reads'],
    ['rowRead', 'the same, its handler looks a row up'],
    ['change', 'changes something'],
    ['rowChange', 'the same, its handler commits a row'],
  ] as const
  const rows = (['pglite', 'postgres'] as const).flatMap(store =>
    kinds.map(([kind, name]) => {
      const { unsignedMs = null, signedMs = null, ratio = null } = calls[store]?.[kind] ?? {}
      return [store, name, ...[unsignedMs, signedMs, ratio].map(figureText)]
    }),
  )
  return table(['database', 'a call that', 'unsigned ms', 'signed ms', 'ratio'], rows, [2, 3, 4])
}

function rowsText({ rowsPerSecond, nonceRatio, nonceInSessionRatio, writers }: AuthBenchReport): string {
  const rows = (['pglite', 'postgres'] as const).map(store => {
    const { bare = null, nonces = null, noncesInSessions = null, audited = null } = rowsPerSecond[store] ?? {}
    const ratios = [nonceRatio[store], nonceInSessionRatio[store]]
    return [store, ...[bare, nonces, noncesInSessions, audited, ...ratios].map(figureText)]
  })
  const head = ['database', 'bare rows/s', 'nonces/s', 'in sessions', 'audited', 'ratio', 'in sessions']
  return `By ${writers} writers:\n${table(head, rows, [1, 2, 3, 4, 5, 6])}`
}
