import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { systemRandom } from '../../aggregation/index.ts'
import { meetsTarget } from '../../coordinator/bounties/bounty-facts.ts'
import { openStorage } from '../../coordinator/storage/index.ts'
import { commitDataset, encodeDatasetBlob } from '../../learning/index.ts'
import { bountyIdOf, consentSigningBytes, encodeTerms, termsSigningBytes } from '../../protos/terms.ts'
import {
  cancel,
  holderNames,
  must,
  openCast,
  postSmallBounty,
  smallDataset,
  smallTerms,
  startAgent,
} from '../support/small-federation.ts'

test.serial('a buyer cannot name, and so read, the test set that another buyer uploaded', async t => {
  const storage = await openStorage({ memory: true })
  const cast = await openCast(storage)
  t.teardown(async () => {
    await cast.federation.close()
    await storage.close()
  })
  await postSmallBounty(cast)
  const rival = await cast.federation.enrol('rival', 'buyer')
  must(
    await cast.federation.operatorPort.deposit(
      { organisation: 'rival', amountUnits: 200_000n, memo: '' },
      { idempotencyKey: 'second' },
    ),
  )
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  const terms = encodeTerms(smallTerms(testSet, 60))
  const nonce = systemRandom.bytes(16)
  const bountyId = bountyIdOf(terms, rival.signer.publicKey, nonce)
  const signature = rival.signer.sign(termsSigningBytes(bountyId, terms))
  const posted = await rival.port.postBounty({ terms, nonce, signature, draft: false })
  t.like(posted, { kind: 'refused', reason: 'blob-missing', field: 'acceptance.testSet' })
  t.is(must(await rival.port.getBalances({ organisation: '' })).balances[0]?.postedUnits, 200_000n)
  const { sha256 } = smallTerms(testSet, 60).acceptance.testSet
  const read = await rival.port.downloadBlob({ sha256: Buffer.from(sha256, 'hex') })
  t.like(read, { kind: 'refused', reason: 'not-found' })
  t.is((await cast.buyer.port.downloadBlob({ sha256: Buffer.from(sha256, 'hex') })).kind, 'granted')
})

test.serial('a holder cannot declare more examples than the terms count', async t => {
  const storage = await openStorage({ memory: true })
  const cast = await openCast(storage)
  t.teardown(async () => {
    await cast.federation.close()
    await storage.close()
  })
  const bountyId = await postSmallBounty(cast)
  const { port, signer } = cast.holders.get('alder')!
  const { terms } = must(await port.getBounty({ bountyId }))
  const join = (examples: number) => {
    const datasetRoot = new Uint8Array(32).fill(1)
    const signature = signer.sign(consentSigningBytes(bountyId, terms, datasetRoot, examples))
    return port.joinBounty({ bountyId, examples, datasetRoot, signature })
  }
  t.like(await join(1001), { kind: 'refused', field: 'examples' })
  t.is((await join(1000)).kind, 'granted')
})

test.serial(
  'a holder whose masked weight is not the one it declared cannot bend or block the bounty',
  async t => {
    const storage = await openStorage({ memory: true })
    const cast = await openCast(storage)
    t.teardown(async () => {
      await cast.federation.close()
      await storage.close()
    })
    const bountyId = await postSmallBounty(cast, { rounds: 1, minimumRounds: 1 })
    // It joins with its real count through one agent's papers and trains with a dataset of another size.
    const { port } = cast.holders.get('alder')!
    const liar = {
      ...port,
      getBounty: async (request: { bountyId: string }) => {
        const answer = await port.getBounty(request)
        if (answer.kind === 'refused') return answer
        const participants = answer.value.participants.map(participant =>
          participant.organisation === 'alder' ? { ...participant, examples: 1 } : participant,
        )
        return { ...answer, value: { ...answer.value, participants } }
      },
      listBounties: async (request: Parameters<typeof port.listBounties>[0]) => {
        const answer = await port.listBounties(request)
        if (answer.kind === 'refused') return answer
        const bounties = answer.value.bounties.map(bounty => ({
          ...bounty,
          participants: bounty.participants.map(participant => ({ ...participant, examples: 1 })),
        }))
        return { ...answer, value: { bounties } }
      },
    }
    const { terms } = must(await port.getBounty({ bountyId }))
    // The records that its agent has: with others it would not go on.
    const datasetRoot = commitDataset(smallDataset(40, 1), new Uint8Array(16).fill(3)).root
    const { signer } = cast.holders.get('alder')!
    const signature = signer.sign(consentSigningBytes(bountyId, terms, datasetRoot, 40))
    must(await port.joinBounty({ bountyId, examples: 40, datasetRoot, signature }))
    const agents = holderNames.map(name => startAgent(cast, name, name === 'alder' ? { port: liar } : {}))
    for (let i = 0; i < 600; i++) {
      const { rounds } = must(await cast.buyer.port.getBounty({ bountyId }))
      if ((rounds[0]?.attempt ?? 1) > 1 || rounds[0]?.state === 'abandoned') break
      await sleep(100)
    }
    const bounty = must(await cast.buyer.port.getBounty({ bountyId }))
    t.true(bounty.rounds[0]!.attempt > 1 || bounty.rounds[0]!.state === 'abandoned')
    t.is(bounty.paidUnits, 0n)
    const ended = must(
      await cancel(cast, bountyId).then(async answer =>
        answer.kind === 'granted' ? answer : cast.buyer.port.getBounty({ bountyId }),
      ),
    )
    t.is(ended.refundedUnits, 100_003n)
    await Promise.all(agents.map(agent => agent.stop()))
    t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
  },
)

test('a target that is met exactly is met', t => {
  const terms = smallTerms(new Uint8Array(), 100)
  const at = (target: number) => ({ ...terms, acceptance: { ...terms.acceptance, target } })
  // 0.55 * 100 is 55.00000000000001 in doubles.
  const round = (correct: number, total: number) => ({ correct, total, metrics: [] })
  t.true(meetsTarget(at(0.55), round(55, 100)))
  t.false(meetsTarget(at(0.55), round(54, 100)))
  t.false(meetsTarget(at(0), round(0, 0)))
})
