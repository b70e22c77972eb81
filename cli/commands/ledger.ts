import type { Command } from 'commander'
import { fromHex, toHex } from '../../aggregation/index.ts'
import type { AuditReport, Balance, StatementLine } from '../../protos/types.ts'
import { writeNew } from '../../verifier/index.ts'
import { type Reader, taken, withConnection, withReader } from '../connect.ts'
import { ReportedFailure, UsageError } from '../errors.ts'
import { explainedStatement } from '../explained-statement.ts'
import { explainedJson, explainedText } from '../explained-view.ts'
import {
  type ConnectionOptions,
  readNatural,
  readUnits,
  withAction,
  withConnectionOptions,
} from '../options.ts'
import { type Output, shortId, table, timeText, unitsText } from '../output.ts'
import type { Profile } from '../profile.ts'
import { statementCsv } from '../statement-csv.ts'
import type { World } from '../world.ts'

interface OfOptions extends ConnectionOptions {
  readonly organisation?: string
}
interface StatementOptions extends OfOptions {
  readonly after: number
  readonly limit: number
  readonly explain?: boolean
  readonly csv?: string
}
interface DepositOptions extends ConnectionOptions {
  readonly organisation: string
  readonly amount: bigint
  readonly memo: string
  readonly id?: string
}

/** `parley ledger balance | statement | audit | deposit`. */
export function addLedgerCommand(program: Command, world: World): void {
  const ledger = program.command('ledger').description('money: balances, statements, the audit of the books')
  addBalance(ledger, world)
  addStatement(ledger, world)
  addAudit(ledger, world)
  addDeposit(ledger, world)
}

function addBalance(ledger: Command, world: World): void {
  const balance = withConnectionOptions(ledger.command('balance'))
    .description('what an organisation has')
    .option('--organisation <name>', 'whose (else your own)')
    .addHelpText('after', '\nExample:\n  $ parley ledger balance')
  withAction<OfOptions>(balance, world, ({ options, output }) =>
    withReader(options, world, async ({ port, profile }) => {
      const organisation = ownerOf(options, profile)
      const { balances } = taken(await port.getBalances({ organisation }))
      output.result({ organisation, balances }, balancesText(balances))
    }),
  )
}

function balancesText(balances: readonly Balance[]): string {
  if (balances.length === 0) return 'No accounts yet.'
  const rows = balances.map(({ account, asset, postedUnits, heldUnits }) => [
    account,
    asset,
    unitsText(postedUnits),
    unitsText(heldUnits),
  ])
  return table(['account', 'asset', 'units', 'held'], rows, [2, 3])
}

function addStatement(ledger: Command, world: World): void {
  const statement = withConnectionOptions(ledger.command('statement'))
    .description('every movement of an organisation’s accounts, in order')
    .option('--organisation <name>', 'whose (else your own)')
    .option(
      '--after <journal>',
      'only what came after this journal',
      readNatural(0, Number.MAX_SAFE_INTEGER),
      0,
    )
    .option('--limit <count>', 'at most so many lines', readNatural(1, 1000), 200)
    .option('--explain', 'every unit with its formula, recomputed from the public log and held against it')
    .option('--csv <file>', 'write the explained lines to a file for a spreadsheet; never replaces a file')
    .addHelpText(
      'after',
      `
Examples:
  $ parley ledger statement --json
  $ parley ledger statement --explain
  $ parley ledger statement --csv statement.csv

With --explain each line shows where its units come from, in numbers that a pocket calculator adds up, and the place of the
leaf in the public log that it follows from. Every such leaf is checked to be in the log that the coordinator signed.`,
    )
  withAction<StatementOptions>(statement, world, ({ options, output }) =>
    withReader(options, world, async connection => {
      const organisation = ownerOf(options, connection.profile)
      if (options.explain === true || options.csv !== undefined)
        return explainStatement(connection, organisation, options, output)
      const request = { organisation, afterJournal: BigInt(options.after), limit: options.limit }
      const { lines } = taken(await connection.port.getStatement(request))
      output.result({ organisation, lines }, statementText(lines))
    }),
  )
}

async function explainStatement(
  { port, target }: Reader,
  organisation: string,
  { after, limit, csv }: StatementOptions,
  output: Output,
): Promise<void> {
  const coordinatorKey = fromHex(target.coordinatorKey)
  const { explained, checkpoint } = await explainedStatement(port, organisation, coordinatorKey)
  const shown = explained.filter(({ line }) => line.journal > BigInt(after)).slice(0, limit)
  const lines = shown.map(explainedJson)
  if (csv === undefined) {
    output.result({ organisation, checkpoint, lines }, explainedText(shown, checkpoint))
    return
  }
  await writeNew(csv, Buffer.from(statementCsv(shown)), '--csv')
  const text = `Wrote ${csv}: ${shown.length} lines, each with its formula and its leaf in the log.`
  output.result({ organisation, checkpoint, file: csv, lines }, text)
}

function statementText(lines: readonly StatementLine[]): string {
  if (lines.length === 0) return 'Nothing has moved.'
  const rows = lines.map(line => [
    String(line.journal),
    timeText(line.atMs),
    line.kind,
    line.account,
    line.bountyId === '' ? '' : `${shortId(line.bountyId)}${line.round > 0 ? ` round ${line.round}` : ''}`,
    unitsText(line.amountUnits),
    unitsText(line.balanceUnits),
  ])
  return table(['journal', 'when', 'what', 'account', 'bounty', 'units', 'balance'], rows, [0, 5, 6])
}

function addAudit(ledger: Command, world: World): void {
  const audit = withConnectionOptions(ledger.command('audit'))
    .description(
      'check every row of ledger and log: seals, balances, conservation; exits 1 and names the rows that are not in order',
    )
    .addHelpText('after', '\nExample:\n  $ parley ledger audit --json')
  withAction<ConnectionOptions>(audit, world, ({ options, output }) =>
    withReader(options, world, async ({ port }) => {
      const report = taken(await port.audit({}))
      const { journals, postings, accounts, supplyUnits, problems } = report
      const found = problems.map(({ rule, where, detail }) => `  ${rule}, ${where}: ${detail}`).join('\n')
      output.result(
        report,
        `${journals} journals, ${postings} postings, ${accounts} accounts, ${unitsText(supplyUnits)} units in all: ` +
          (report.ok ? 'the books are in order.' : `the books are not in order:\n${found}`) +
          sealText(report),
      )
      if (!report.ok || problems.length > 0) throw new ReportedFailure('the books are not in order')
    }),
  )
}

/** How far back a row that was deleted would be missed. */
function sealText({ lastSealedAtMs, unsealedJournals, adoptedJournals }: AuditReport): string {
  const since =
    lastSealedAtMs === 0
      ? 'No list of the rows is in the log yet'
      : `Listed in the log up to ${timeText(lastSealedAtMs)}`
  const tail = unsealedJournals === 0 ? 'all journals' : `${unsealedJournals} journals came after`
  const old = adoptedJournals === 0 ? '' : `, ${adoptedJournals} are from before there were lists`
  return `\n${since}: ${tail}${old}.`
}

function addDeposit(ledger: Command, world: World): void {
  const deposit = withConnectionOptions(ledger.command('deposit'))
    .description('(operator, treasurer) credit an organisation with what it paid in outside')
    .requiredOption('--organisation <name>', 'whose account')
    .requiredOption('--amount <units>', 'how much, in the smallest unit', readUnits)
    .option('--memo <text>', 'a note for the books', '')
    .option('--id <text>', 'names this deposit: the same again, with the same name, is the same deposit')
    .addHelpText(
      'after',
      '\nExamples:\n  $ parley ledger deposit --home ./parley/operator --organisation acme --amount 1000000\n  $ parley ledger deposit --home ./parley/operator --organisation acme --amount 1000000 --id invoice-2026-117',
    )
  withAction<DepositOptions>(deposit, world, ({ options, output }) =>
    withConnection(options, world, async ({ port }) => {
      const { organisation, amount, memo } = options
      const id = options.id ?? toHex(world.random.bytes(16))
      const request = { organisation, amountUnits: amount, memo }
      const answer = await port.deposit(request, { idempotencyKey: `deposit-${id}` })
      if (answer.kind === 'refused' && answer.reason === 'unavailable')
        output.note(
          `Whether it was recorded is not known. Add --id ${id} and do it again: it is one deposit.`,
        )
      const { balances } = taken(answer)
      output.result({ organisation, amountUnits: amount, balances }, balancesText(balances))
    }),
  )
}

function ownerOf({ organisation }: OfOptions, profile: Profile): string {
  const owner = organisation ?? profile.organisation
  if (owner !== undefined) return owner
  throw new UsageError('whose? give --organisation NAME, or enrol so that your own is known')
}
