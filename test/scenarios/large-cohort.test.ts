import test from 'ava'
import { openStorage } from '../../coordinator/storage/index.ts'
import { encodeDatasetBlob } from '../../learning/index.ts'
import {
  ended,
  must,
  openCast,
  postBountyWith,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

// More than the complete graph takes: everybody shares and masks among a few dozen neighbours.
const names = Array.from({ length: 136 }, (_, i) => `holder-${String(i + 1).padStart(3, '0')}`)

test.serial(
  'a cohort of 136 holders in one group is summed among neighbours, with two of them lost on the way',
  async t => {
    const storage = await openStorage({ memory: true })
    // Long beside a heartbeat: on a busy machine agents that are well are late too.
    const cast = await openCast(storage, names, 20_000)
    t.teardown(async () => {
      await cast.federation.close()
      await storage.close()
    })
    const testSet = encodeDatasetBlob(smallDataset(60, 99))
    must(await cast.buyer.port.uploadBlob(testSet))
    const terms = smallTerms(testSet, 60, { rounds: 1, minimumRounds: 1 })
    const bountyId = await postBountyWith(cast, {
      ...terms,
      cohort: { ...terms.cohort, minimum: 130, maximum: 136, colluders: 4, dropoutPermille: 50 },
      aggregation: {
        ...terms.aggregation,
        stageSeconds: { advertise: 60, share: 60, input: 60, survivors: 60, unmask: 60 },
      },
    })
    const lost = names.slice(0, 2)
    const agents = names.map(name => {
      const drill = lost.includes(name) ? { drills: [{ round: 1, stage: 'shared' as const }] } : {}
      // A holder that stands still is heard of no more.
      const { port } = cast.holders.get(name)!
      const mute = { ...port, reportProgress: async () => ({ kind: 'granted', value: {} }) as const }
      return startAgent(cast, name, {
        port: lost.includes(name) ? mute : port,
        ...drill,
        policyChanges: { colluders: 4 },
        patience: { pollMs: 1_000, waitMs: 5_000, heartbeatMs: 2_000 },
      })
    })
    const bounty = await ended(cast, bountyId)
    const [round] = bounty.rounds
    t.is(bounty.state, 'final')
    t.is(round?.attempt, 1)
    t.is(round?.survivors.length, 134)
    t.deepEqual(round?.dropouts.map(({ organisation }) => organisation).sort(), lost)
    await Promise.all(agents.filter((_, i) => i >= lost.length).map(agent => agent.done))
    await Promise.all(agents.slice(0, lost.length).map(agent => agent.stop()))
    const verified = agents.filter(agent => agent.events.some(event => event.kind === 'round-completed'))
    t.is(verified.length, 134)
    t.is(bounty.paidUnits + bounty.feeUnits + bounty.refundedUnits, 100_003n)
    t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
  },
)
