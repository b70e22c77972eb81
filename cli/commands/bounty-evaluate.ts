import type { Command } from 'commander'
import { verifySignature } from '../../aggregation/index.ts'
import { type BackendName, insistedBackend, openEvaluator } from '../../learning/index.ts'
import { figureOf, isAsGoodAs, metricTitle } from '../../protos/metrics.ts'
import { type BountyTerms, bountyIdOf, isEvaluatedByBuyer, termsSigningBytes } from '../../protos/terms.ts'
import { backendOption, requireBackend } from '../backend-option.ts'
import { findBounty } from '../bounty-lookup.ts'
import { signerInBounty } from '../bounty-signer.ts'
import { bountyJson, figureText, targetText, termsOf } from '../bounty-view.ts'
import { type EvaluatorNews, evaluateRounds } from '../buyer-evaluator.ts'
import { type Connection, taken, withConnection } from '../connect.ts'
import { UsageError } from '../errors.ts'
import { readPromisedSet } from '../held-out-set.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import type { Output } from '../output.ts'
import type { World } from '../world.ts'

interface EvaluateOptions extends ConnectionOptions {
  readonly testSet: string
  readonly backend?: BackendName
}

/** `parley bounty evaluate BOUNTY --test-set PATH`. */
export function addBountyEvaluate(bounty: Command, world: World): void {
  const evaluate = withConnectionOptions(bounty.command('evaluate'))
    .description(
      'test the models of your bounty here, on a test set that stays here, until the bounty has ended; with --json one event a line',
    )
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .requiredOption('--test-set <path>', 'the held-out records, as they lay there when the bounty was posted')
    .addOption(backendOption('what to compute on'))
    .addHelpText(
      'after',
      `
Example:
  $ parley bounty evaluate 3f2a90c1 --test-set ./test-set.csv

For bounties whose page says \`evaluator: buyer\`. It may be ended and started again; a round waits for its evaluation no
longer than acceptance.evaluationSeconds, and without one its target counts as not met.`,
    )
  withAction<EvaluateOptions>(evaluate, world, async ({ options, output, args }) => {
    await requireBackend(insistedBackend(options.backend, world.env))
    await withConnection(options, world, connection =>
      evaluateBounty({ options, output, world, connection, id: args[0]! }),
    )
  })
}

interface Context {
  readonly options: EvaluateOptions
  readonly output: Output
  readonly world: World
  readonly connection: Connection
  readonly id: string
}

async function evaluateBounty({ options, output, world, connection, id }: Context): Promise<void> {
  const { port, home } = connection
  const { bountyId, terms, signer } = await ownBounty(connection, id)
  const { data: testSet } = await readPromisedSet(options.testSet, terms, home)
  const { examples } = terms.acceptance.testSet
  output.note(
    `Evaluating ${terms.title} on ${examples.toLocaleString('en')} examples; the target is ${targetText(terms.acceptance)}.`,
  )
  const evaluator = openEvaluator(options.backend === undefined ? {} : { backend: options.backend })
  const { stop: signal } = world
  try {
    for await (const news of evaluateRounds({ port, signer, bountyId, terms, testSet, evaluator, signal }))
      tell(output, news, terms)
  } catch (error) {
    // Stopped in the middle of a model: nothing is lost.
    if (!signal.aborted) throw error
  } finally {
    await evaluator.close()
  }
  if (signal.aborted) return output.note('Stopped; start it again to go on.')
  const ended = taken(await port.getBounty({ bountyId }))
  output.event(
    { kind: 'ended', ...(bountyJson(ended) as object) },
    `The bounty has ended (${ended.state}): ${ended.accepted ? 'accepted' : 'not accepted'}.`,
  )
}

/**
 * The bounty, if its models are for its buyer to evaluate, and its terms are those that this key signed: what is signed
 * here is about them. Throws `UsageError` otherwise.
 */
async function ownBounty(connection: Connection, id: string) {
  const { port, profile } = connection
  const bounty = await findBounty(port, id)
  const terms = termsOf(bounty)
  const { bountyId, buyer, nonce, signature } = bounty
  if (profile.organisation !== undefined && profile.organisation !== buyer)
    throw new UsageError(`${bountyId} is a bounty of ${buyer}; only ${buyer} evaluates its models`)
  const signer = signerInBounty(connection, bounty)
  const key = signer.publicKey
  const isOurs =
    bountyId.startsWith(id) &&
    bountyIdOf(bounty.terms, key, nonce) === bountyId &&
    verifySignature(key, termsSigningBytes(bountyId, bounty.terms), signature)
  if (!isOurs) {
    throw new UsageError(
      `${bountyId} was not posted by the key of this home; evaluate with the home that posted it`,
    )
  }
  if (isEvaluatedByBuyer(terms)) return { bountyId, terms, signer }
  throw new UsageError(
    `the coordinator evaluates the models of ${bounty.bountyId}, on the test set that was uploaded; to do it yourself, post a page with \`evaluator: buyer\``,
  )
}

function tell(output: Output, news: EvaluatorNews, { acceptance }: BountyTerms): void {
  if (news.kind === 'unreachable') {
    output.event(news, `The coordinator cannot be reached (${news.message}); trying again.`)
  } else if (news.kind === 'already-evaluated') {
    output.event(news, `Round ${news.round}: another evaluation of yours came first; it stays.`)
  } else if (news.kind === 'too-late') {
    output.event(news, `Round ${news.round}: the time for its evaluation has passed.`)
  } else {
    const { metric, target } = acceptance
    const round = { ...news, total: news.examples }
    const figure = figureOf(round, metric)
    const isTargetMet = figure !== undefined && isAsGoodAs(metric, figure.value, target)
    const text = `${metricTitle(metric)} ${figureText(round, metric, true)}`
    output.event(
      { ...news, isTargetMet },
      `Round ${news.round}: ${text}; the target is ${isTargetMet ? '' : 'not '}met.`,
    )
  }
}
