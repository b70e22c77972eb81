import { writeFile } from 'node:fs/promises'
import test, { type ExecutionContext } from 'ava'
import { sha256, systemRandom, toHex } from '../../aggregation/index.ts'
import { type BuyerEvaluatorOptions, type EvaluatorNews, evaluateRounds } from '../../cli/buyer-evaluator.ts'
import { readPromisedSet, saltedTestSet, testSetTerms } from '../../cli/held-out-set.ts'
import { openStorage } from '../../coordinator/storage/index.ts'
import {
  encodeDatasetBlob,
  encodeTestSet,
  initialParameters,
  openEvaluator,
  parseDataSchema,
  parseModelSpec,
  readHolderData,
  writeModel,
} from '../../learning/index.ts'
import { refused } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import {
  type Cast,
  ended,
  holderNames,
  openCast,
  postBountyWith,
  reopenCast,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'
import { openWorkplace } from './parley.ts'

const testSet = smallDataset(60, 99)
const small = smallTerms(encodeDatasetBlob(testSet), 60, {
  rounds: 3,
  minimumRounds: 1,
  stopAtTarget: true,
  // Its models bring a control variate, which is in the hash that the buyer checks.
  algorithm: { name: 'scaffold' },
})
const terms: BountyTerms = {
  ...small,
  acceptance: {
    ...small.acceptance,
    metric: 'auc',
    target: 0.999,
    evaluator: 'buyer',
    evaluationSeconds: 600,
  },
}

async function optionsFor(t: ExecutionContext, cast: Cast, port: CoordinatorPort) {
  const bountyId = await postBountyWith(cast, terms)
  const evaluator = openEvaluator({ backend: 'cpu' })
  const stopping = new AbortController()
  t.teardown(() => evaluator.close())
  const patience = { waitMs: 1_000, firstPauseMs: 10, longestPauseMs: 50 }
  const { signer } = cast.buyer
  const { signal } = stopping
  const options = { port, signer, bountyId, terms, testSet, evaluator, signal, patience }
  return { options: options satisfies BuyerEvaluatorOptions, stopping }
}

/** A port that another can be put behind. Before each answer of an operation it is out of reach once. */
function movablePort(first: CoordinatorPort) {
  let behind = first
  const failed = new Set<PropertyKey>()
  const port = new Proxy(first, {
    get: (_, name: keyof CoordinatorPort) => {
      if (failed.has(name)) return behind[name]
      failed.add(name)
      return async () => refused('unavailable', 'nobody listens')
    },
  })
  return {
    port,
    move: (next: CoordinatorPort) => {
      behind = next
    },
  }
}

test.serial(
  'a buyer’s evaluator goes on over lost calls and a coordinator that is started again',
  async t => {
    const storage = await openStorage({ memory: true })
    const cast = await openCast(storage)
    const line = movablePort(cast.buyer.port)
    const { options } = await optionsFor(t, cast, line.port)
    const agents = holderNames.map(name => startAgent(cast, name))
    const news: EvaluatorNews[] = []
    let current = cast
    t.teardown(async () => {
      await current.federation.close()
      await storage.close()
    })
    for await (const one of evaluateRounds(options)) {
      news.push(one)
      // The model of the first round is here, and the coordinator goes before its evaluation is sent.
      if (one.kind === 'unreachable' && news.length === 3) {
        await current.federation.close()
        current = await reopenCast(cast, storage)
        line.move(current.buyer.port)
      }
    }
    const bounty = await ended(current, options.bountyId)
    await Promise.all(agents.map(agent => agent.stop()))
    t.deepEqual(
      news.map(one => (one.kind === 'round-evaluated' ? one.round : one.kind)),
      ['unreachable', 'unreachable', 'unreachable', 1],
    )
    t.is(bounty.reason, 'target-met')
    t.true(bounty.accepted)
    const [round] = bounty.rounds
    t.is(round?.buyerEvaluation?.state, 'done')
    const told = news.at(-1)
    t.deepEqual(told?.kind === 'round-evaluated' && told.metrics, round?.metrics)
  },
)

test.serial('a model that is not the one named is not evaluated', async t => {
  const storage = await openStorage({ memory: true })
  const cast = await openCast(storage)
  t.teardown(async () => {
    await cast.federation.close()
    await storage.close()
  })
  const spec = parseModelSpec(terms.model)
  const other = writeModel(spec, initialParameters(spec, 77), { bounty: '', round: '1' })
  const port: CoordinatorPort = {
    ...cast.buyer.port,
    downloadBlob: async () => ({ kind: 'granted', value: other }),
  }
  const { options } = await optionsFor(t, cast, port)
  const agents = holderNames.map(name => startAgent(cast, name))
  const run = async () => {
    for await (const _ of evaluateRounds(options)) t.fail()
  }
  await t.throwsAsync(run, { message: /model that the coordinator sent for round 1 is not the one/ })
  await Promise.all(agents.map(agent => agent.stop()))
})

test.serial('a stopped evaluator ends without an error', async t => {
  const storage = await openStorage({ memory: true })
  const cast = await openCast(storage)
  t.teardown(async () => {
    await cast.federation.close()
    await storage.close()
  })
  const { options, stopping } = await optionsFor(t, cast, cast.buyer.port)
  stopping.abort()
  for await (const _ of evaluateRounds(options)) t.fail()
  t.pass()
})

test('only the records that were promised are taken for the test set', async t => {
  const { at } = await openWorkplace(t)
  const row = (i: number) => `${i},${i % 2},0,1,${'xyz'[i % 3]}`
  const rows = Array.from({ length: 60 }, (_, i) => row(i))
  const write = (lines: readonly string[]) =>
    writeFile(at('test.csv'), ['a,b,c,d,label', ...lines, ''].join('\n'))
  await write(rows)
  const data = await readHolderData(at('test.csv'), parseDataSchema(terms.data, 'the terms'))
  const promised = (testSet: BountyTerms['acceptance']['testSet']) => ({
    ...terms,
    acceptance: { ...terms.acceptance, testSet },
  })
  const salted = await saltedTestSet(data, at('home'), { random: systemRandom })
  const plain = promised({ sha256: toHex(sha256(encodeTestSet({ data }))), examples: 60 })
  const own = promised(await testSetTerms(salted, encodeTestSet(salted)))
  t.deepEqual(await readPromisedSet(at('test.csv'), plain, at('nowhere')), { data })
  t.deepEqual(await readPromisedSet(at('test.csv'), own, at('home')), salted)
  await t.throwsAsync(readPromisedSet(at('test.csv'), own, at('nowhere')), {
    message: /test-set-secret cannot be read.*restore it from a backup/,
  })
  await saltedTestSet(data, at('another'), { random: systemRandom })
  await t.throwsAsync(readPromisedSet(at('test.csv'), own, at('another')), {
    message: /is not the test set of this bounty.*with the home that posted it/,
  })
  await write([...rows.slice(1), row(0)])
  for (const changed of [plain, own])
    await t.throwsAsync(readPromisedSet(at('test.csv'), changed, at('home')), {
      message: /test\.csv is not the test set of this bounty.*in the same order/,
    })
})
