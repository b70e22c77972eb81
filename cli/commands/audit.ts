import type { Command } from 'commander'
import { encodeAuditBundle } from '../../protos/audit/index.ts'
import { writeNew } from '../../verifier/index.ts'
import { downloadAudit } from '../audit-download.ts'
import { type Connection, withConnection } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { type Output, table, timeText } from '../output.ts'
import { readMoment } from '../time-option.ts'
import type { World } from '../world.ts'

interface AuditOptions extends ConnectionOptions {
  readonly since: number
  readonly until?: number
  readonly out?: string
}

/** `parley audit export | key`. */
export function addAuditCommand(program: Command, world: World): void {
  const audit = program
    .command('audit')
    .description('what was written down of requests, members and keys, proved by the public log')
  const exported = withSpan(withConnectionOptions(audit.command('export')), world)
    .description('write all events of a time into a signed file that parley verify checks offline')
    .requiredOption('--out <file>', 'where to write it; never replaces a file')
    .addHelpText(
      'after',
      `
Operator, auditors and security officers get the events of all members, others those of their own organisation. Events are proved in
batches, one a minute: the file says which batches it has, and parley verify whether any between them is missing.

Example:
  $ parley audit export --since 7d --out audit.json && parley verify audit.json --coordinator-key 5e5cd895...`,
    )
  withAction<AuditOptions>(exported, world, ({ options, output }) =>
    withConnection(options, world, async connection => {
      const bundle = await download(connection, options, '', output, world)
      const events = bundle.batches.reduce((sum, batch) => sum + batch.events.length, 0)
      await writeNew(options.out!, encodeAuditBundle(bundle), '--out')
      output.result(
        { file: options.out, events, batches: bundle.batches.length, ...bundle.about },
        `Wrote ${options.out}: ${events.toLocaleString('en')} events in ${bundle.batches.length} batches.`,
      )
    }),
  )
  const ofKey = withSpan(withConnectionOptions(audit.command('key')), world)
    .description('everything that one key did')
    .argument('<key>', 'its id, 32 hex digits (parley keys list)')
    .option('--out <file>', 'also write it as a signed file, each event with its proof')
    .addHelpText('after', '\nExample:\n  $ parley audit key 7e5c1d0a4f8b2a6c9d3e1f5a7b9c0d2e --since 24h')
  withAction<AuditOptions>(ofKey, world, ({ options, output, args }) =>
    withConnection(options, world, async connection => {
      const bundle = await download(connection, options, keyIdOf(args[0]!), output, world)
      const events = bundle.batches.flatMap(batch => batch.events.map(({ event }) => event))
      if (options.out !== undefined) await writeNew(options.out, encodeAuditBundle(bundle), '--out')
      const rows = events.map(({ atMs, kind, method, detail }) => [timeText(atMs), kind, method, detail])
      output.result(
        { ...bundle.about, events },
        rows.length === 0
          ? 'Nothing was written down of this key in that time.'
          : table(['when', 'what', 'method', 'detail'], rows),
      )
    }),
  )
}

function withSpan(command: Command, world: World): Command {
  return command
    .requiredOption(
      '--since <time>',
      'from when: a date or time, or how long ago (90m, 24h, 7d)',
      readMoment(world.nowMs),
    )
    .option('--until <time>', 'until when (else now)', readMoment(world.nowMs))
}

function keyIdOf(text: string): string {
  if (/^[0-9a-f]{32}$/.test(text)) return text
  throw new UsageError(
    `${text} is no key's id: it has 32 lower-case hex digits, as parley keys list shows it`,
  )
}

async function download(
  { port, target, identity, profile }: Connection,
  { since, until }: AuditOptions,
  keyId: string,
  output: Output,
  world: World,
) {
  const untilMs = until ?? world.nowMs()
  if (untilMs <= since) throw new UsageError('--until is not after --since')
  return downloadAudit({
    port,
    coordinatorKey: target.coordinatorKey,
    organisation: profile.organisation ?? '',
    signer: identity.signer,
    sinceMs: since,
    untilMs,
    keyId,
    nowMs: world.nowMs,
    onProgress: events => output.note(`${events.toLocaleString('en')} events`),
  })
}
