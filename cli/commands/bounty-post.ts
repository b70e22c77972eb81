import type { Command } from 'commander'
import { fromHex } from '../../aggregation/index.ts'
import { encodeTestSet, parameterCount } from '../../learning/index.ts'
import { encodeTerms, isEvaluatedByBuyer, termsSigningBytes } from '../../protos/terms.ts'
import { type BountyDocument, readBountyDocument, withTestSet } from '../bounty-document.ts'
import { algorithmOf, privacyLines, targetText, trainingText } from '../bounty-view.ts'
import { type Connection, taken, withConnection } from '../connect.ts'
import { saltedTestSet, testSetTerms } from '../held-out-set.ts'
import { payLines } from '../market-view.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { bytesText, unitsText } from '../output.ts'
import { confirmPosting, preparePosting } from '../posting.ts'
import type { World } from '../world.ts'

interface PostOptions extends ConnectionOptions {
  readonly check?: boolean
  readonly draft?: boolean
}

/** `parley bounty post FILE`. */
export function addBountyPost(bounty: Command, world: World): void {
  const post = withConnectionOptions(bounty.command('post'))
    .description(
      'check a bounty page, upload its test set unless you evaluate yourself, sign the terms and pay the price into escrow',
    )
    .argument('<file>', 'the page, as `parley bounty init` writes it')
    .option('--check', 'check everything and send nothing')
    .option('--draft', 'pay nothing yet: nobody else sees it until `parley bounty fund`')
    .addHelpText(
      'after',
      `
Examples:
  $ parley bounty post bounty.yaml --check
  $ parley bounty post bounty.yaml
  $ parley bounty post bounty.yaml --draft

An interrupted posting may simply be repeated: it is the same bounty, paid for once.`,
    )
  withAction<PostOptions>(post, world, async ({ options, output, args }) => {
    const document = await readBountyDocument(args[0]!)
    const summary = summaryOf(document)
    if (options.check === true) {
      output.result({ ok: true, ...summary.value }, `${args[0]} can be posted.\n${summary.text}`)
      return
    }
    await withConnection(options, world, async connection => {
      output.note(summary.text)
      const isDraft = options.draft === true
      const posted = await postBounty(connection, document, world, isDraft)
      output.result(
        {
          bountyId: posted.bountyId,
          state: posted.state,
          escrowedUnits: posted.state === 'draft' ? 0n : posted.escrowedUnits,
        },
        [
          `Posted ${posted.bountyId}`,
          posted.state === 'draft'
            ? `It is a draft: nothing is paid in. Open it within 30 days: parley bounty fund ${posted.bountyId}`
            : `${unitsText(posted.escrowedUnits)} units are in escrow. Watch it: parley bounty watch ${posted.bountyId}`,
          ...evaluatorHint(document, posted.bountyId),
        ].join('\n'),
      )
    })
  })
}

/**
 * Commits the terms to the records of the test set, writes the posting down, uploads the test set unless it stays here and the model
 * to start from, signs and sends.
 */
export async function postBounty(
  connection: Pick<Connection, 'port' | 'identity' | 'home'> & Partial<Pick<Connection, 'ring'>>,
  { terms: drafted, testSet, startBlob }: Pick<BountyDocument, 'terms' | 'testSet' | 'startBlob'>,
  world: Pick<World, 'random'>,
  draft = false,
) {
  const { port, identity, home } = connection
  const salted = await saltedTestSet(testSet, home, world)
  const testSetFile = encodeTestSet(salted)
  const terms = withTestSet(drafted, await testSetTerms(salted, testSetFile))
  const encoded = encodeTerms(terms)
  const posting = await preparePosting(home, encoded, identity.signer.publicKey, world.random)
  // One that was broken off before the key turned over goes on as the same bounty, and is paid for once.
  const begun = posting.buyerKey === undefined ? undefined : connection.ring?.find(fromHex(posting.buyerKey))
  const signer = begun ?? identity.signer
  if (!isEvaluatedByBuyer(terms)) taken(await port.uploadBlob(testSetFile))
  if (startBlob !== undefined) taken(await port.uploadBlob(startBlob))
  const signature = signer.sign(termsSigningBytes(posting.bountyId, encoded))
  const bounty = taken(
    await port.postBounty(
      { terms: encoded, nonce: fromHex(posting.nonce), signature, draft },
      { idempotencyKey: `post-${posting.bountyId}` },
    ),
  )
  await confirmPosting(home, posting)
  return bounty
}

/** A buyer that evaluates itself has something left to do. */
function evaluatorHint({ terms, testSetFile }: BountyDocument, bountyId: string): readonly string[] {
  if (!isEvaluatedByBuyer(terms)) return []
  return [
    'The test set was not sent. Start your evaluator now and keep it running; rounds that it does not evaluate do not pass:',
    `  parley bounty evaluate ${bountyId} --test-set ${testSetFile}`,
  ]
}

function summaryOf({ terms, model, testSetBytes: bytes, startBlob }: BountyDocument) {
  const { training, cohort, pay, acceptance } = terms
  const parameters = parameterCount(model)
  const { examples } = acceptance.testSet
  const priceUnits = BigInt(pay.priceUnits)
  const value = {
    title: terms.title,
    model: { family: model.family, parameters },
    testSet: { examples, bytes },
    algorithm: algorithmOf(terms),
    rounds: training.rounds,
    ...(training.start === undefined ? {} : { start: training.start }),
    priceUnits,
  }
  const text = [
    `  ${terms.title}`,
    `  model     ${model.family}, ${parameters.toLocaleString('en')} parameters${startBlob === undefined ? '' : `, starting from a file of ${bytesText(startBlob.length)}`}`,
    `  training  ${trainingText(terms)}`,
    `  test set  ${examples.toLocaleString('en')} examples, ${bytesText(bytes)}; target ${targetText(acceptance)}`,
    `  cohort    ${cohort.minimum} to ${cohort.maximum} holders, up to ${training.rounds} rounds`,
    ...privacyLines(terms),
    `  price     ${unitsText(priceUnits)} units, fee ${pay.feeBasisPoints / 100} %`,
    ...payLines(terms),
  ].join('\n')
  return { value, text }
}
