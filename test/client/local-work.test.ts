import test from 'ava'
import { unsafeFixedRandom } from '../../aggregation/index.ts'
import { startWork, type WorkOrder } from '../../client/agent/local-work.ts'
import type { AgentEvent } from '../../client/index.ts'
import type { TrainingRequest } from '../../learning/index.ts'
import { recordPrivacyOf } from '../../protos/privacy-terms.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import { datasetOf } from './agents.ts'
import { testTerms } from './scripted-coordinator.ts'

const privacy = { unit: 'record', noise: 'local', epsilon: 2, delta: 1e-5, clipNorm: 0.5 } as const

/** What the coordinator and the holder's own screen are told at three steps of ten, and once it is over. */
async function toldOf(terms: BountyTerms) {
  const { sampling, noiseMultiplier, stepsPerRound: steps } = testPrivacy(terms)
  const told: number[] = []
  const asked: TrainingRequest[] = []
  const shown: number[] = []
  const order = {
    papers: { terms },
    plan: { content: { purpose: 'training', parts: [] } },
    records: { divided: () => ({ training: datasetOf(40) }) },
    model: { parameters: { values: new Float32Array(0), layout: [] }, broadcast: {} },
    memory: () => ({}),
    attempt: { bountyId: 'ab'.repeat(32), round: 1, attempt: 1, group: 1 },
    organisation: 'fir',
    random: unsafeFixedRandom('local work'),
    report: (event: AgentEvent) => event.kind === 'training' && shown.push(event.permille),
    trainer: {
      train: async (request: TrainingRequest, onProgress: (progress: object) => void) => {
        asked.push(request)
        // Training begins later than the work.
        await Promise.resolve()
        told.push(work.permille())
        for (const step of [1, 4, 10]) {
          onProgress({ step, steps: 10, epoch: 1, meanLoss: 1, elapsedMs: 1 })
          told.push(work.permille())
        }
        const update = { values: new Float32Array(0), layout: [] }
        const kept = { sampling, noiseMultiplier, steps, clipNorm: 0.5, noiseDistance: 0 }
        return { update, steps, meanLoss: 1, durationMs: 1, privacy: kept }
      },
    },
  } as unknown as WorkOrder
  const work = startWork(order)
  const outcome = await work.outcome
  return { told, shown, outcome, asked, isOver: work.isOver() }
}

function testPrivacy(terms: BountyTerms) {
  return terms.privacy === undefined
    ? { sampling: 1, noiseMultiplier: 0, stepsPerRound: 10 }
    : recordPrivacyOf(terms, 40)
}

test('a coordinator learns how far a holder’s training is', async t => {
  const { told, isOver } = await toldOf(testTerms())
  t.deepEqual(told, [0, 100, 400, 1000])
  t.true(isOver)
})

test('of a training that keeps records private it learns that it has begun; the holder’s own screen shows more', async t => {
  const { told, shown, outcome } = await toldOf(testTerms({ privacy }))
  t.is(outcome.kind, 'trained')
  t.deepEqual(told, [0, 1, 1, 1])
  t.deepEqual(shown, [100, 400, 1000])
})

test('a trainer is asked for a clip norm that follows the gradients where the terms say so, and for a fixed one otherwise', async t => {
  const clipping = { quantile: 0.6 }
  for (const promise of [privacy, { ...privacy, clipping }]) {
    const { asked } = await toldOf(testTerms({ privacy: promise }))
    const { stepsPerRound: _, ...expected } = recordPrivacyOf(testTerms({ privacy: promise }), 40)
    t.deepEqual(asked[0]!.privacy, expected)
    t.is('clipping' in asked[0]!.privacy!, 'clipping' in promise)
  }
})
