/**
 * A run as it would be in production: a coordinator with its database, ledger and log, a buyer who posts the bounty, and an
 * agent with a store of its own for every virtual holder, in one process or over gRPC on loopback. Only the coins of rounding
 * are drawn from the seed, so that the run can be compared with one without masks; keys, masks and the draw of groups are not.
 */
import { openExpansionWorkers, sha256, toHex } from '../../aggregation/index.ts'
import { computeInThisThread, encodeDatasetBlob, openTrainer } from '../../learning/index.ts'
import type { BountyId, RoundSummary } from '../../protos/types.ts'
import type { PlannedRun } from '../experiment/experiment.ts'
import type { EndLine, TimingLine } from '../results/records.ts'
import { type FederatedCast, granted, openFederatedCast, postBounty } from '../served-federation.ts'
import { type BountyRecord, openBountyRecord } from './bounty-record.ts'
import { prepareRun, type RunCast } from './cast.ts'
import { noiseOf } from './local-round.ts'
import type { PlayedRun, RunOptions } from './play-run.ts'
import type { RunData } from './run-data.ts'
import { headOf } from './run-head.ts'
import { takePart } from './virtual-agent.ts'

/** Nobody falls silent here; holders wait for one another's training. */
const silenceMs = 3_600_000

export async function playMaskedRun(run: PlannedRun, data: RunData, options: RunOptions): Promise<PlayedRun> {
  const testSet = encodeDatasetBlob(data.test)
  const cast = prepareRun(run, data, toHex(sha256(testSet)))
  // Found as a run without masks finds it, and then insisted on, so that both compute alike.
  const { name: backend } = (await computeInThisThread(options.backend)).backend
  const head = headOf(run, backend)
  await options.onStart?.(head)
  const federation = await openFederatedCast({
    holders: cast.holders.map(({ organisation }) => organisation),
    priceUnits: BigInt(cast.terms.pay.priceUnits),
    transport: run.experiment.transport,
    folder: options.folder,
    backend,
    silenceMs,
    unsafeNoiseOf: place => noiseOf(run.seed, place),
  })
  try {
    return { head, end: await play(cast, federation, testSet, { ...options, backend }) }
  } finally {
    await federation.close()
  }
}

/** From posting to the last line; undefined where it was interrupted. */
async function play(
  cast: RunCast,
  federation: FederatedCast,
  testSet: Uint8Array,
  options: RunOptions,
): Promise<EndLine | undefined> {
  const bountyId = await postBounty(federation.buyer, cast.terms, testSet)
  const ending = new AbortController()
  const signal = AbortSignal.any([options.signal, ending.signal])
  const record = openBountyRecord(cast)
  const { agents, close } = startAgents(cast, federation, record, { ...options, signal })
  try {
    // An agent that gives up would be waited for by all others.
    return await Promise.race([
      follow(cast, federation, bountyId, record, { ...options, signal }),
      failureOf(agents),
    ])
  } catch (error) {
    if (options.signal.aborted) return undefined
    throw error
  } finally {
    ending.abort()
    await Promise.allSettled(agents)
    await close()
  }
}

function startAgents(cast: RunCast, federation: FederatedCast, record: BountyRecord, options: RunOptions) {
  const { backend, signal, onProgress } = options
  const trainer = openTrainer(backend === undefined ? {} : { backend })
  const expansion = openExpansionWorkers({ workers: 1 })
  const { rounds } = cast.terms.training
  const report: Parameters<typeof takePart>[2]['report'] = (organisation, event) => {
    const trained = record.hearAgent(organisation, event)
    if (trained !== undefined) onProgress?.({ ...trained, rounds })
  }
  const surroundings = { cast, federation, trainer, expansion, signal, report }
  return {
    agents: cast.holders.map((holder, i) => takePart(federation.holders[i]!, holder, surroundings)),
    close: async () => {
      await expansion.close()
      await trainer.close()
    },
  }
}

/** Rejects with the first of them, and never resolves. */
function failureOf(agents: readonly Promise<void>[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const agent of agents) agent.catch(reject)
  })
}

/** Records the rounds as the coordinator completes them, until the bounty has ended or the signal aborts. */
async function follow(
  cast: RunCast,
  { buyer: { port } }: FederatedCast,
  bountyId: BountyId,
  record: BountyRecord,
  { signal, onRound }: RunOptions,
): Promise<EndLine | undefined> {
  for await (const event of port.watch({ bountyId, after: 0 }, signal)) {
    record.hearCoordinator(event)
    if (event.kind !== 'round-completed' && event.kind !== 'bounty-ended') continue
    const bounty = granted(await port.getBounty({ bountyId }))
    for (const summary of bounty.rounds) {
      const line = record.lineOf(summary)
      if (line !== undefined) await onRound(line, timingOf(cast.run.run, summary))
    }
    if (event.kind === 'bounty-ended') return record.endOf(bounty)
  }
  return undefined
}

function timingOf(run: string, { round, startedAtMs, finishedAtMs }: RoundSummary): TimingLine {
  return {
    kind: 'timing',
    run,
    round,
    seconds: (finishedAtMs - startedAtMs) / 1000,
    trainingSeconds: null,
    evaluationSeconds: null,
    residentBytes: process.memoryUsage.rss(),
  }
}
