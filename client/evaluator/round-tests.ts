/** The tests of a bounty's rounds: what they are made of is fetched and held against log and terms, then the coalitions are tested. */
import { equalBytes, fromHex, type GroupMean, sha256, toHex } from '../../aggregation/index.ts'
import {
  decodeTestSet,
  isRawDataset,
  type LoadedDataset,
  loadDataset,
  modelFileHash,
  parseDataSchema,
  parseModelSpec,
  type RawDataset,
  readModel,
  readyDataset,
  testSetRootFault,
} from '../../learning/index.ts'
import { groupMeanOf, weightIn } from '../../protos/group-mean.ts'
import { decodeGroupSum } from '../../protos/group-sum.ts'
import type { ScoredRound } from '../../protos/market-log/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { ScoringTask } from '../../protos/types.ts'
import { plansOf } from '../agent/bounty-papers.ts'
import { patiently } from './patience.ts'
import { BountyEndedError, ScoringError, type ScoringOptions } from './scoring-options.ts'
import { testRound } from './test-round.ts'

export interface RoundTests {
  /** Utilities in the order of the round's coalitions. Throws `ScoringError` for files that are not those the log names, `BountyEndedError` where there are none any more. */
  utilitiesOf(terms: BountyTerms, scored: ScoredRound, task: ScoringTask): Promise<readonly bigint[]>
}

type TestOptions = Pick<ScoringOptions, 'port' | 'signal' | 'patience' | 'evaluator'>

export function openRoundTests(options: TestOptions): RoundTests {
  const { port, signal, evaluator } = options
  let plan: ReturnType<typeof planOf> | undefined
  let testSet: LoadedDataset | RawDataset | undefined

  /** A file, checked against its name. */
  async function fetch(name: Uint8Array): Promise<Uint8Array> {
    const answer = await patiently(options, () => port.downloadBlob({ sha256: name }, { signal }))
    const short = toHex(name).slice(0, 12)
    if (answer.kind === 'refused') {
      const { reason, message } = answer
      if (reason === 'wrong-state') throw new BountyEndedError(message)
      throw new ScoringError(`file ${short} cannot be fetched: ${message}`)
    }
    if (equalBytes(sha256(answer.value), name)) return answer.value
    throw new ScoringError(`file ${short} is not what its name says`)
  }

  /** The held-out records, if they are those to which the terms commit the buyer. */
  async function fetchTestSet({ acceptance, data }: BountyTerms): Promise<LoadedDataset | RawDataset> {
    const { sha256: name, root } = acceptance.testSet
    const found = decodeTestSet(await fetch(fromHex(name)), parseDataSchema(data, 'terms.data'))
    const fault = root === undefined ? undefined : await testSetRootFault(found, root)
    if (fault !== undefined) throw new ScoringError(`the test set ${fault}`)
    return isRawDataset(found.data) ? found.data : loadDataset(found.data)
  }

  return {
    async utilitiesOf(terms, { attempt, startHash, sumHashes, seed, groups: members }, task) {
      const { round, modelBlob, clipNorm } = task
      // Before anything else: what is tested on is promised by the terms, and the same for all rounds.
      testSet ??= await fetchTestSet(terms)
      plan ??= planOf(terms)
      const { content, parameters } = plan
      const model = readModel(await fetch(modelBlob))
      if (toHex(modelFileHash(model)) !== startHash)
        throw new ScoringError(`round ${round} did not start from the model that the coordinator sent`)
      const averaging = { terms, content, parameters, round, attempt, ...(clipNorm > 0 ? { clipNorm } : {}) }
      const groups: GroupMean[] = []
      for (const [k, sumHash] of sumHashes.entries()) {
        const sum = decodeGroupSum(await fetch(fromHex(sumHash)))
        const weight = members[k]!.reduce((all, { examples }) => all + weightIn(parameters, examples), 0)
        groups.push(groupMeanOf(sum, weight, averaging))
      }
      const { spec, parameters: start } = model
      const { utility } = terms.scoring!
      const set = readyDataset(testSet, model)
      return testRound(evaluator, { spec, start, groups, seed: fromHex(seed), testSet: set, utility }, signal)
    },
  }
}

/** What training rounds of these terms sum. */
function planOf(terms: BountyTerms) {
  const plan = plansOf(terms, parseModelSpec(terms.model), parseDataSchema(terms.data, 'terms.data')).get(
    'training',
  )
  if (plan?.content.purpose !== 'training') throw new Error('these terms have no training round')
  return { content: plan.content, parameters: plan.parameters }
}
