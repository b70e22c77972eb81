import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { fromHex, sha256, systemRandom, toHex, verifyFork } from '../../aggregation/index.ts'
import { forkError } from '../../cli/commands/bounty-score.ts'
import { openRoundTests } from '../../client/evaluator/round-tests.ts'
import {
  openHeadFile,
  openUtilitiesFolder,
  type ScoringNews,
  type ScoringOptions,
  scoreRounds,
} from '../../client/index.ts'
import { encodeTestSet } from '../../learning/index.ts'
import { encodeMarketLeaf, type MarketLeaf, type ScoredRound } from '../../protos/market-log/index.ts'
import { granted, refused } from '../../protos/reasons.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { ScoringRequest, ScoringTasks } from '../../protos/types.ts'
import { createMarketScript } from '../../simulator/bench/market-script.ts'
import { runHere } from '../cli/parley.ts'
import { key, openView, treeInMemory } from '../support/log-views.ts'
import { committedTerms, testSet, withTestSet } from '../support/test-records.ts'

const pools = { base: 6_000, quality: 4_000, evaluators: 0, bonus: 0 }
const script = createMarketScript({
  seed: 'an evaluator alone',
  rounds: 2,
  examples: [100, 400, 900],
  pay: { priceUnits: '10000', feeBasisPoints: 0, weightCap: 100, pools },
})
const labA = script.evaluators[0]!
const evaluator: ScoringOptions['evaluator'] = {
  evaluate: () => Promise.reject(new Error('nothing is tested here')),
  count: () => Promise.reject(new Error('nothing is counted here')),
  close: async () => undefined,
}

/** A coordinator that has written leaves of the script; `asked` answers each call for what is to be tested. */
async function scripted(asked: (request: ScoringRequest) => Promise<ScoringTasks> | ScoringTasks) {
  const view = openView(treeInMemory())
  const leaves: { readonly index: number; readonly body: Uint8Array }[] = []
  const counts = { pages: 0 }
  const write = async (leaf: MarketLeaf) => {
    const body = encodeMarketLeaf(leaf)
    await view.append(`before ${leaves.length}`, new TextDecoder().decode(body))
    leaves.push({ index: 2 * leaves.length + 1, body })
  }
  const part: Partial<CoordinatorPort> = {
    ...view.port,
    getMarketLog: async ({ after }) => {
      counts.pages++
      return granted({ leaves: leaves.slice(after), total: leaves.length, terms: script.termsBytes })
    },
    awaitScoring: async request => granted(await asked(request)),
  }
  for (const leaf of [script.posted(0), script.plain('funded', 1), script.evaluatorJoined(labA, 2)])
    await write(leaf)
  return { port: part as CoordinatorPort, write, counts }
}

function optionsFor(
  port: CoordinatorPort,
  folder = mkdtempSync(join(tmpdir(), 'parley-lab-')),
): ScoringOptions {
  return {
    port,
    coordinatorKey: key,
    signer: labA.signer,
    organisation: labA.name,
    bountyId: script.bountyId,
    evaluator,
    memory: openUtilitiesFolder(folder),
    heads: openHeadFile(folder, key),
    random: systemRandom,
    nowMs: () => 10_000,
    signal: new AbortController().signal,
    patience: { waitMs: 7_000, pauseMs: 1 },
  }
}

async function newsOf(options: ScoringOptions): Promise<readonly ScoringNews[]> {
  const told: ScoringNews[] = []
  for await (const news of scoreRounds(options)) told.push(news)
  return told
}

test('an evaluator asks once a turn, at once when it starts, and reads the log only where there is more of it', async t => {
  const asked: ScoringRequest[] = []
  const nothing = { finished: false, tasks: [] }
  const coordinator = await scripted(async request => {
    asked.push(request)
    if (asked.length === 1) return { ...nothing, total: 3 }
    if (asked.length === 2) {
      await coordinator.write(script.plain('opened', 3))
      return { ...nothing, total: 4 }
    }
    return { ...nothing, finished: true, total: 4 }
  })
  t.deepEqual(await newsOf(optionsFor(coordinator.port)), [])
  t.deepEqual(
    asked.map(({ after, waitMs }) => [after, waitMs]),
    [
      [3, 0],
      [3, 7_000],
      [4, 7_000],
    ],
  )
  t.is(coordinator.counts.pages, 2)
})

test('an evaluator that is shown a second log ends with the proof, and joins and tests nothing', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-lab-'))
  const earlier = openView()
  await earlier.append('before 0', 'what it was shown yesterday')
  openHeadFile(folder, key).keep(await earlier.head())
  const coordinator = await scripted(() => t.fail() as never)
  const [news, ...others] = await newsOf(optionsFor(coordinator.port, folder))
  if (news?.kind !== 'forked') return t.fail(JSON.stringify(news))
  t.deepEqual(others, [])
  t.regex(news.message, /the 6 leaves that it shows do not go on from the 2 that it showed before/)
  t.like(verifyFork(news.fork, key), { kind: 'proved' })
  // As `parley bounty score` ends with it: the proof lies beside what the evaluator keeps.
  const { message, reason } = await forkError(news, folder)
  const file = /Wrote (\S+): proof against it/.exec(message)?.[1] ?? ''
  t.is(reason, 'forked')
  t.is((await runHere(['verify', file, '--coordinator-key', toHex(key)])).code, 0)
})

test('an evaluator does not act on a leaf that the signed log does not have', async t => {
  const coordinator = await scripted(() => t.fail() as never)
  const { port } = coordinator
  const shifted = {
    ...port,
    getMarketLog: async (request, options) => {
      const answer = await port.getMarketLog(request, options)
      if (answer.kind === 'refused') return answer
      const leaves = answer.value.leaves.map(({ index, body }) => ({ index: index - 1, body }))
      return granted({ ...answer.value, leaves })
    },
  } satisfies Partial<CoordinatorPort> as CoordinatorPort
  await t.throwsAsync(newsOf(optionsFor(shifted)), {
    name: 'ScoringError',
    message: /leaf 0 does not stand in the log of 6 leaves that the coordinator signed/,
  })
})

const round: ScoredRound = {
  round: 1,
  attempt: 1,
  startHash: '0a'.repeat(32),
  groups: [],
  sumHashes: [],
  seed: '0b'.repeat(32),
  commitments: new Map(),
  utilities: new Map(),
}
const task = { round: 1, modelBlob: new Uint8Array(32), clipNorm: 0 }

/** What an evaluator meets that is handed these files. */
function utilitiesWith(terms: BountyTerms, files: readonly Uint8Array[]) {
  const port: Partial<CoordinatorPort> = {
    downloadBlob: async ({ sha256: name }) => {
      const file = files.find(one => toHex(sha256(one)) === toHex(name))
      return file === undefined ? refused('wrong-state', 'the bounty has ended') : granted(file)
    },
  }
  const { signal } = new AbortController()
  const tests = openRoundTests({ port: port as CoordinatorPort, signal, evaluator })
  return tests.utilitiesOf(terms, round, task)
}

test('an evaluator tests on no other set than the one that the terms commit the buyer to', async t => {
  const terms = committedTerms()
  const file = encodeTestSet(testSet)
  const { testSet: named } = terms.acceptance
  const other = withTestSet(terms, { ...named, root: '0c'.repeat(32) })
  await t.throwsAsync(utilitiesWith(other, [file]), {
    name: 'ScoringError',
    message: /the test set has the root/,
  })
  const plain = encodeTestSet({ data: testSet.data })
  const unsalted = withTestSet(terms, { ...named, sha256: toHex(sha256(plain)) })
  await t.throwsAsync(utilitiesWith(unsalted, [plain]), { message: /without a salt/ })
  // The right set is taken, and then the model is missing.
  t.deepEqual(fromHex(named.sha256), sha256(file))
  await t.throwsAsync(utilitiesWith(terms, [file]), {
    name: 'BountyEndedError',
    message: 'the bounty has ended',
  })
})
