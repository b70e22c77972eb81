import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import type { PrivacyBudget } from '../../aggregation/index.ts'
import {
  type ChargeEntry,
  eventsOf,
  isOfCoordinator,
  type KnownRecords,
  loadPolicy,
  readPrivacyLedger,
  spentEpsilon,
} from '../../client/index.ts'
import { centralPromise } from '../../protos/central-noise-terms.ts'
import { UsageError } from '../errors.ts'
import { type CommonOptions, withAction, withCommonOptions } from '../options.ts'
import { shortId, table, timeText } from '../output.ts'
import { privacyLedgerFolder } from '../privacy-ledger-folder.ts'
import { homeOf } from '../profile.ts'
import type { World } from '../world.ts'

interface LedgerOptions extends CommonOptions {
  readonly policy?: string
  readonly privacyLedger?: string
}

/** What is spent where no policy says otherwise is told at this delta. */
const usualDelta = 1e-5

/** `parley privacy ledger`: what all bounties have cost this holder's records, and what is left. */
export function addPrivacyLedgerCommand(privacy: Command, world: World): void {
  const ledger = withCommonOptions(privacy.command('ledger'))
    .description('what all bounties together have cost the records of this home, and what is left')
    .option('--policy <file>', 'the policy whose budget it is held against')
    .option('--privacy-ledger <dir>', 'where it is kept (else HOME/privacy)')
    .addHelpText(
      'after',
      `
A round is charged before its update leaves, and stays charged if it is given up: others may have opened the sum. Records
that stand in two datasets pay for both. Epsilon is told to whom: readers of the models, and the coordinator, which where a
bounty leaves the noise to it sees the sums without any.

Examples:
  $ parley privacy ledger --policy policy.yaml
  $ parley privacy ledger --json`,
    )
  withAction<LedgerOptions>(ledger, world, async ({ options, output }) => {
    const budget = options.policy === undefined ? undefined : loadPolicy(options.policy).privacy
    const folder = privacyLedgerFolder(homeOf(options.home, world), options.privacyLedger)
    if (options.privacyLedger !== undefined) await requireFolder(folder)
    const datasets = readPrivacyLedger(folder).map(records => standingOf(records, budget))
    output.result({ folder, datasets }, datasets.map(standingText).join('\n\n') || nothing(folder))
  })
}

/** A mistyped name must not read like a budget of which nothing is spent. */
async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory() !== true)
    throw new UsageError(`${folder} is no folder; name that of a ledger with --privacy-ledger`)
}

function nothing(folder: string): string {
  return `Nothing was spent: there is no ledger in ${folder} yet. It begins with the first bounty that is joined.`
}

interface BountySpending {
  readonly bountyId: string
  readonly buyer: string
  readonly rounds: number
  readonly attempts: number
  /** Of this bounty alone, told to readers of its models; null where nothing bounds it. */
  readonly epsilon: number | null
  /** The same told to the coordinator: null also where the noise was the coordinator's. */
  readonly epsilonToCoordinator: number | null
  readonly lastAtMs: number
}

function standingOf({ charges, ...records }: KnownRecords, budget: PrivacyBudget | undefined) {
  const delta = budget?.delta ?? usualDelta
  const spent = spentEpsilon(eventsOf(charges), delta)
  const left =
    budget === undefined ? {} : { budget: budget.epsilon, left: Math.max(0, budget.epsilon - spent) }
  return {
    ...records,
    delta,
    spent,
    ...left,
    spentToCoordinator: spentEpsilon(
      eventsOf(charges).filter(event => !isOfCoordinator(event)),
      delta,
    ),
    roundsOfCoordinator: eventsOf(charges).filter(isOfCoordinator).length,
    roundsWithoutNoise: charges.filter(({ event }) => event === undefined).length,
    bounties: bountiesIn(charges).map(own => spendingOf(own, delta)),
  }
}

function bountiesIn(charges: readonly ChargeEntry[]): readonly (readonly ChargeEntry[])[] {
  const ids = [...new Set(charges.map(({ bountyId }) => bountyId))]
  return ids.map(id => charges.filter(({ bountyId }) => bountyId === id))
}

function spendingOf(charges: readonly ChargeEntry[], delta: number): BountySpending {
  const [first] = charges as [ChargeEntry]
  const isBounded = charges.every(({ event }) => event !== undefined)
  const epsilon = isBounded ? spentEpsilon(eventsOf(charges), delta) : null
  return {
    bountyId: first.bountyId,
    buyer: first.buyer,
    rounds: new Set(charges.map(({ round }) => round)).size,
    attempts: charges.length,
    epsilon,
    epsilonToCoordinator: eventsOf(charges).some(isOfCoordinator) ? null : epsilon,
    lastAtMs: charges.at(-1)!.atMs,
  }
}

function standingText(standing: ReturnType<typeof standingOf>): string {
  const { dataset, records, root, atMs, linked, delta, spent, budget, left, roundsWithoutNoise } = standing
  const { roundsOfCoordinator, spentToCoordinator } = standing
  const others = linked.filter(other => other !== dataset)
  const shared =
    others.length === 0
      ? ''
      : `, pays together with dataset ${others.join(', ')}, of which it shares records or source`
  const of = budget === undefined ? '' : ` of ${budget}, ${rounded(left ?? 0)} left,`
  return [
    `dataset ${dataset}: ${records.toLocaleString('en')} records, commitment ${shortId(root)}, first seen ${timeText(atMs)}${shared}`,
    `  spent: epsilon ${rounded(spent)}${of} at delta ${delta}`,
    ...(roundsOfCoordinator === 0
      ? []
      : [
          `  ${centralPromise}: of ${roundsOfCoordinator} rounds nothing bounds what it was told; by all others, epsilon ${rounded(spentToCoordinator)}`,
        ]),
    ...(roundsWithoutNoise === 0
      ? []
      : [`  beside it ${roundsWithoutNoise} rounds without noise: nothing bounds what their sums told`]),
    bountiesTable(standing.bounties),
  ].join('\n')
}

function bountiesTable(bounties: readonly BountySpending[]): string {
  const rows = bounties.map(
    ({ bountyId, buyer, rounds, attempts, epsilon, epsilonToCoordinator, lastAtMs }) => [
      shortId(bountyId),
      buyer,
      String(rounds),
      String(attempts),
      boundText(epsilon),
      boundText(epsilonToCoordinator),
      timeText(lastAtMs),
    ],
  )
  return table(
    ['bounty', 'buyer', 'rounds', 'attempts', 'epsilon alone', 'to the coordinator', 'last'],
    rows,
    [2, 3, 4, 5],
  )
}

function boundText(epsilon: number | null): string {
  return epsilon === null ? 'not bounded' : rounded(epsilon)
}

function rounded(epsilon: number): string {
  return String(Number(epsilon.toPrecision(3)))
}
