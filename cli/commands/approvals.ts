/** `parley approvals`: what others have asked for and a second person has to approve. */
import type { Command } from 'commander'
import { sha256, toHex } from '../../aggregation/index.ts'
import { operationAt, operations } from '../../protos/operations.ts'
import type { Transaction } from '../../protos/types.ts'
import { askCode } from '../code-prompt.ts'
import { type ConfirmOptions, confirm } from '../confirm.ts'
import { taken, withConnection } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { toJson } from '../output.ts'
import type { World } from '../world.ts'

interface ApproveOptions extends ConnectionOptions, ConfirmOptions {}

export function addApprovalsCommand(program: Command, world: World): void {
  const approvals = program
    .command('approvals')
    .description('calls that a second person approves: what waits, and saying yes')
  addList(approvals, world)
  addApprove(approvals, world)
}

function addList(approvals: Command, world: World): void {
  const list = withConnectionOptions(approvals.command('list'))
    .description('what you asked for, and what waits for somebody like you; of the last week')
    .addHelpText('after', '\nExample:\n  $ parley approvals list --home ./treasurer')
  withAction<ConnectionOptions>(list, world, ({ options, output }) =>
    withConnection(options, world, async ({ port }) => {
      const { transactions } = taken(await port.listTransactions({}))
      const text = transactions.length === 0 ? 'Nothing was asked for.' : transactions.map(lineOf).join('\n')
      output.result(transactions.map(jsonOf), text)
    }),
  )
}

function addApprove(approvals: Command, world: World): void {
  const approve = withConnectionOptions(approvals.command('approve'))
    .argument('<id>', 'as `parley approvals list` shows it')
    .description('let another member make the call that it asked for, once, within the hour')
    .option('--yes', 'without being asked')
    .addHelpText(
      'after',
      `
Examples:
  $ parley approvals approve 0f3c…         shows the request as it is going to be sent, and asks
  $ PARLEY_CODE=123456 parley approvals approve 0f3c… --yes`,
    )
  withAction<ApproveOptions>(approve, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port }) => {
      const { transactions } = taken(await port.listTransactions({}))
      const found = transactions.find(each => toHex(each.transactionId) === args[0])
      if (found === undefined)
        throw new UsageError(`there is no transaction ${args[0]}: \`parley approvals list\` shows them`)
      await confirm(options, world, `${lineOf(found)}\n`)
      const { transactionId, method, request } = found
      const approval = { transactionId, method, requestHash: sha256(request) }
      const first = await port.approveTransaction({ ...approval, code: '' })
      const isAsked = first.kind === 'refused' && first.reason === 'code-needed'
      const code = isAsked ? await askCode(world, first.message) : undefined
      const done = taken(code === undefined ? first : await port.approveTransaction({ ...approval, code }))
      output.result(jsonOf(done), `Approved: ${done.organisation} may make the call until ${timeOf(done)}.`)
    }),
  )
}

/** The request as this program reads its bytes, and not as anybody says it is. */
function requestOf({ method, request }: Transaction): unknown {
  const name = operationAt(method)
  return name === undefined || request.length === 0 ? request : operations[name].request.decode(request)
}

function jsonOf(transaction: Transaction): object {
  return { ...transaction, request: requestOf(transaction), requestHash: sha256(transaction.request) }
}

function lineOf(transaction: Transaction): string {
  const { transactionId, organisation, role, method, state, approvedBy } = transaction
  const by = approvedBy === '' ? '' : `, approved by ${approvedBy}`
  const until = state === 'waiting' || state === 'good' ? ` until ${timeOf(transaction)}` : ''
  const call = method.replace('/parley.v1.', '')
  return `${toHex(transactionId)}  ${state}${until}  ${organisation} (${role}) calls ${call} with ${toJson(requestOf(transaction))}${by}`
}

function timeOf({ endsAtMs }: Transaction): string {
  return new Date(endsAtMs).toISOString().slice(0, 19).replace('T', ' ')
}
