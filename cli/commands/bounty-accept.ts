import type { Command } from 'commander'
import { canonicalJson, equalBytes, sha256 } from '../../aggregation/index.ts'
import {
  type BackendName,
  insistedBackend,
  isRawDataset,
  loadDataset,
  modelFileHash,
  openEvaluator,
  parseModelSpec,
  readModel,
  readyDataset,
  type TestSet,
} from '../../learning/index.ts'
import { figureOf, isAsGoodAs, metricFigures, metricText, metricTitle } from '../../protos/metrics.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { Bounty, MarketView } from '../../protos/types.ts'
import { backendOption, requireBackend } from '../backend-option.ts'
import { findBounty } from '../bounty-lookup.ts'
import { roundOfModel, targetText, termsOf } from '../bounty-view.ts'
import { type Connection, taken, withConnection } from '../connect.ts'
import { deliveredModel } from '../delivered-model.ts'
import { CommandError } from '../errors.ts'
import { readPromisedSet } from '../held-out-set.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { World } from '../world.ts'

interface AcceptOptions extends ConnectionOptions {
  readonly testSet?: string
  readonly backend?: BackendName
}

/** `parley bounty accept BOUNTY`. */
export function addBountyAccept(bounty: Command, world: World): void {
  const accept = withConnectionOptions(bounty.command('accept'))
    .description(
      '(buyer) check the delivered model and test it yourself; says whether the settled verdict is right',
    )
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .option('--test-set <path>', 'the held-out records, as they lay there when the bounty was posted')
    .addOption(backendOption('what to compute on'))
    .addHelpText(
      'after',
      `
Example:
  $ parley bounty accept 3f2a90c1 --test-set ./test-set.csv

It changes nothing: where your own test says otherwise, you are told how to dispute, and until when. Without a test set it
checks that the model is the one that the rounds left, and no more.`,
    )
  withAction<AcceptOptions>(accept, world, async ({ options, output, args }) => {
    if (options.testSet !== undefined) await requireBackend(insistedBackend(options.backend, world.env))
    await withConnection(options, world, async connection => {
      const { port } = connection
      const found = await findBounty(port, args[0]!)
      const terms = termsOf(found)
      if (['draft', 'funded', 'open', 'running', 'settling'].includes(found.state))
        throw new CommandError(`the bounty is ${found.state}: nothing is settled yet`, 'wrong-state')
      const model = await checkedModel(connection, found, terms)
      const own =
        options.testSet === undefined
          ? undefined
          : await testModel(
              options,
              await readPromisedSet(options.testSet, terms, connection.home),
              terms,
              model,
            )
      const money = taken(await port.getMarket({ bountyId: found.bountyId }))
      const verdict = verdictOf(found, terms, money, own)
      output.result({ bountyId: found.bountyId, ...verdict.value }, verdict.text)
    })
  })
}

type Model = ReturnType<typeof readModel>

/** The model, if it is the one that a round left and of the kind that the terms describe. */
async function checkedModel(connection: Connection, bounty: Bounty, terms: BountyTerms): Promise<Model> {
  const bytes = await deliveredModel(connection, bounty)
  const model = equalBytes(sha256(bytes), bounty.modelBlob) ? readModel(bytes) : undefined
  const isRight =
    model !== undefined &&
    roundOfModel(bounty, modelFileHash(model)) !== undefined &&
    canonicalJson(model.spec) === canonicalJson(parseModelSpec(terms.model))
  if (isRight) return model
  throw new CommandError(
    'the model that was delivered is not that of any round of this bounty; do not accept it, and ask the operator',
    'other-model',
  )
}

interface OwnTest {
  readonly value: number | undefined
  readonly isMet: boolean
}

async function testModel(
  { backend }: AcceptOptions,
  { data: records }: TestSet,
  terms: BountyTerms,
  model: Model,
): Promise<OwnTest> {
  const evaluator = openEvaluator(backend === undefined ? {} : { backend })
  try {
    const ready = readyDataset(isRawDataset(records) ? records : loadDataset(records), model)
    const found = await evaluator.evaluate(model.spec, model.parameters, ready)
    const { metric, target } = terms.acceptance
    const figure = figureOf(
      { correct: found.correct, total: found.examples, metrics: metricFigures(found.metrics) },
      metric,
    )
    return { value: figure?.value, isMet: figure !== undefined && isAsGoodAs(metric, figure.value, target) }
  } finally {
    await evaluator.close()
  }
}

/** What the buyer's own test says of the settled verdict, and what to do about it. */
export function verdictOf(
  { bountyId, accepted }: Pick<Bounty, 'bountyId' | 'accepted'>,
  { acceptance }: Pick<BountyTerms, 'acceptance'>,
  { epochs }: Pick<MarketView, 'epochs'>,
  own: OwnTest | undefined,
) {
  const settled = `Settled: a ${targetText(acceptance)} was ${accepted ? 'met' : 'missed'}.`
  const right = 'The model is the one that the rounds left.'
  if (own === undefined)
    return {
      value: { accepted, agrees: null, value: null },
      text: `${settled}\n${right} Test it yourself with --test-set.`,
    }
  const { metric } = acceptance
  const figure = own.value === undefined ? 'no value' : metricText(metric, own.value, 1)
  const found = `Your own test: ${metricTitle(metric)} ${figure}, so it was ${own.isMet ? 'met' : 'missed'}.`
  const agrees = own.isMet === accepted
  const value = { accepted, agrees, value: own.value ?? null }
  const last = epochs.at(-1)
  const advice = agrees
    ? 'You agree; there is nothing to do.'
    : last?.status === 'challengeable'
      ? `You disagree. Dispute it before it is paid:\n  parley bounty dispute ${bountyId} --target ${own.isMet ? 'met' : 'missed'} --epoch ${last.epoch} --evidence FILE`
      : 'You disagree, but it is paid, or was never open to dispute: nothing can be changed any more.'
  return { value, text: [settled, right, found, advice].join('\n') }
}
