import { type Command, InvalidArgumentError, Option } from 'commander'
import { type MetricName, metricNames } from '../../protos/metrics.ts'
import { type BountySearch, type BountyState, bountyOrders, bountyStates } from '../../protos/types.ts'
import { bountiesTable, bountyJson } from '../bounty-view.ts'
import { taken, withReader } from '../connect.ts'
import {
  type ConnectionOptions,
  readNatural,
  readUnits,
  withAction,
  withConnectionOptions,
} from '../options.ts'
import type { World } from '../world.ts'

interface ListOptions extends ConnectionOptions {
  readonly state: readonly BountyState[]
  readonly family: string
  readonly minPrice?: bigint
  readonly minimumPrice?: bigint
  readonly search: string
  readonly metric?: MetricName
  readonly maxEpsilon?: number
  readonly minRoundPay?: bigint
  readonly sort: BountySearch['order']
  readonly limit: number
}

/** `parley bounty list`. */
export function addBountyList(bounty: Command, world: World): void {
  const list = withConnectionOptions(bounty.command('list'))
    .description('the bounties of the coordinator: search, filter, sort')
    .option('--state <state>', 'only these; may be given more than once', addState, [])
    .option('--family <family>', 'only models of this family: mlp, logistic, layers', '')
    .option('--search <text>', 'only with this in title or purpose, whatever the case', readText, '')
    .addOption(new Option('--metric <name>', 'only judged by this metric').choices(metricNames))
    .option('--min-price <units>', 'only bounties worth at least this', readUnits)
    .addOption(new Option('--minimum-price <units>', 'the same').argParser(readUnits).hideHelp())
    .option('--min-round-pay <units>', 'only where an equal share of a round is at least this', readUnits)
    .option('--max-epsilon <epsilon>', 'only where the terms bound privacy by this or less', readEpsilon)
    .addOption(new Option('--sort <order>', 'what comes first').choices(bountyOrders).default('newest'))
    .option('--limit <count>', 'at most so many', readNatural(1, 1000), 100)
    .addHelpText(
      'after',
      `
Examples:
  $ parley bounty list --state open --sort closing-soon
  $ parley bounty list --state open --search heart --metric auc --min-round-pay 250`,
    )
  withAction<ListOptions>(list, world, ({ options, output }) =>
    withReader(options, world, async ({ port }) => {
      const { bounties } = taken(
        await port.listBounties({
          states: options.state,
          modelFamily: options.family,
          minimumPriceUnits: options.minPrice ?? options.minimumPrice ?? 0n,
          limit: options.limit,
          after: '',
          search: {
            text: options.search,
            metric: options.metric ?? '',
            maximumEpsilon: options.maxEpsilon ?? 0,
            minimumRoundPayUnits: options.minRoundPay ?? 0n,
            order: options.sort,
          },
        }),
      )
      output.result({ bounties: bounties.map(bountyJson) }, bountiesTable(bounties))
    }),
  )
}

function addState(text: string, before: readonly BountyState[]): readonly BountyState[] {
  const state = bountyStates.find(known => known === text)
  if (state === undefined) throw new InvalidArgumentError(`It must be one of ${bountyStates.join(', ')}.`)
  return [...before, state]
}

function readText(text: string): string {
  if (text.length <= 200) return text
  throw new InvalidArgumentError('It must have at most 200 characters.')
}

function readEpsilon(text: string): number {
  const value = Number(text)
  if (value > 0 && value <= 1e6) return value
  throw new InvalidArgumentError('It must be a number above zero, such as 3.')
}
