/** A bounty whose clip norm follows the updates, played by agents against a coordinator with its database. */
import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { consoleBounty } from '../../coordinator/console/view.ts'
import { openStorage } from '../../coordinator/storage/index.ts'
import { encodeDatasetBlob } from '../../learning/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import {
  ended,
  holderNames,
  must,
  openCast,
  postBountyWith,
  reopenCast,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

/** What is told of a record is more than what is told of a holder. */
const policyChanges = {
  privacy: { unit: 'none', epsilon: 1000, delta: 1e-5, trustCoordinator: false, trustHolders: true },
} as const
const testSet = encodeDatasetBlob(smallDataset(60, 99))

test.serial(
  'the clip norm that rounds have led to outlives a coordinator that is stopped in the middle of one, and is in the record of each',
  async t => {
    const storage = await openStorage({ memory: true })
    const cast = await openCast(storage)
    const small = smallTerms(testSet, 60, { rounds: 3, minimumRounds: 3, clipNorm: 100 })
    const terms: BountyTerms = {
      ...small,
      cohort: { ...small.cohort, minimum: 6 },
      // So little noise that all bits are heard.
      privacy: {
        unit: 'holder',
        noise: 'distributed',
        epsilon: 40,
        delta: 1e-5,
        clipping: { quantile: 0.5, learningRate: 0.4 },
      },
    }
    must(await cast.buyer.port.uploadBlob(testSet))
    const bountyId = await postBountyWith(cast, terms)
    const held = holderNames.map(name =>
      startAgent(cast, name, { policyChanges, drills: [{ round: 2, stage: 'masked' }] }),
    )
    while (!held.every(agent => agent.events.some(event => event.kind === 'holding'))) await sleep(50)
    const half = must(await cast.buyer.port.getBounty({ bountyId }))
    await cast.federation.close()
    await Promise.all(held.map(agent => agent.stop()))
    const again = await reopenCast(cast, storage)
    t.teardown(async () => {
      await again.federation.close()
      await storage.close()
    })
    const agents = holderNames.map(name => startAgent(again, name, { policyChanges }))
    const bounty = await ended(again, bountyId)
    await Promise.all(agents.map(agent => agent.done))

    t.is(bounty.state, 'final')
    const norms = bounty.rounds.map(({ clipNorm }) => clipNorm!)
    t.deepEqual(
      half.rounds.map(({ clipNorm }) => clipNorm),
      norms.slice(0, 2),
    )
    t.deepEqual(
      consoleBounty(bounty, null).rounds.map(({ clipNorm }) => clipNorm),
      norms,
    )
    t.is(norms[0], 100)
    // Each of them another one, and none further than all bits together take it.
    for (const [i, norm] of norms.slice(1).entries()) {
      const moved = Math.log(norm / norms[i]!)
      t.true(Math.abs(moved) <= 0.2 + 1e-12 && moved !== 0, `${norms}`)
    }
    t.true(bounty.rounds.every(({ survivors, attempt }) => survivors.length === 6 && attempt === 1))
    // Updates are far shorter than any of these norms, and what brings them to the scale of the first is no clipping.
    const factors = agents.flatMap(({ events }) =>
      events.flatMap(event => (event.kind === 'protected' ? [event.clippingFactor] : [])),
    )
    t.true(factors.length >= 6 && factors.every(factor => factor === 1))
  },
)
