import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import type { ParleyEvent } from '../../../protos/events.ts'
import type { CoordinatorPort } from '../../../protos/service.ts'
import { consentSigningBytes } from '../../../protos/terms.ts'
import type { DeclineReason } from '../../../protos/types.ts'
import {
  type Cast,
  cancel,
  ended,
  holderNames,
  must,
  openCast,
  postSmallBounty,
} from '../../support/small-federation.ts'

// One federation for all tests, each with a bounty of its own.
let storage: Storage
let cast: Cast

test.before(async () => {
  storage = await openStorage({ memory: true })
  cast = await openCast(storage)
  const deposit = { organisation: 'acme', amountUnits: 1_000_000n, memo: '' }
  must(await cast.federation.operatorPort.deposit(deposit, { idempotencyKey: 'for six bounties' }))
})

test.after.always(async () => {
  await cast.federation.close()
  await storage.close()
})

async function join(bountyId: string, name: string) {
  const { port, signer } = cast.holders.get(name)!
  const { terms } = must(await port.getBounty({ bountyId }))
  const datasetRoot = new Uint8Array(32).fill(1)
  const signature = signer.sign(consentSigningBytes(bountyId, terms, datasetRoot, 40))
  return port.joinBounty({ bountyId, examples: 40, datasetRoot, signature })
}

function decline(bountyId: string, name: string, reason: DeclineReason) {
  return cast.holders.get(name)!.port.declineBounty({ bountyId, reason })
}

async function boardOf(bountyId: string) {
  const { participants, declines } = must(await cast.buyer.port.getBounty({ bountyId }))
  const present = participants.filter(({ left }) => !left).map(({ organisation }) => organisation)
  const said = declines.map(({ organisation, reason, round }) => `${organisation}: ${reason} (${round})`)
  return { present, said }
}

/** What was told of holders so far, in order: `holder-left alder`. */
async function newsOfHolders(bountyId: string, port = cast.buyer.port): Promise<readonly string[]> {
  const { federation } = cast
  const last = federation.parts.events.lastSequence()
  const controller = new AbortController()
  const found: ParleyEvent[] = []
  for await (const event of port.watch({ bountyId, after: 0 }, controller.signal)) {
    found.push(event)
    if (event.sequence >= last) controller.abort()
  }
  return found
    .filter(({ kind }) => kind.startsWith('holder-'))
    .map(({ kind, organisation, reason }) => [kind, organisation, reason].filter(Boolean).join(' '))
}

test.serial('a holder that never joined tells the buyer why, once, and nothing but the word', async t => {
  const bountyId = await postSmallBounty(cast)
  const first = must(await decline(bountyId, 'alder', 'privacy-budget-spent'))
  t.like(first, { organisation: 'alder', reason: 'privacy-budget-spent', round: 0 })
  t.deepEqual(must(await decline(bountyId, 'alder', 'privacy-budget-spent')), first)
  t.deepEqual(await newsOfHolders(bountyId), ['holder-declined alder privacy-budget-spent'])
  const { declines } = must(await cast.buyer.port.getBounty({ bountyId }))
  t.deepEqual(declines, [first])
})

test.serial(
  'why a holder declines is told to the buyer, the operator and itself, and to no other holder',
  async t => {
    const bountyId = await postSmallBounty(cast)
    must(await decline(bountyId, 'alder', 'privacy-budget-spent'))
    // What comes last is told to all.
    must(await join(bountyId, 'cedar'))
    const seenBy = async ({ port }: { readonly port: CoordinatorPort }) => {
      const { declines } = must(await port.getBounty({ bountyId }))
      const listed = must(
        await port.listBounties({
          states: [],
          modelFamily: '',
          minimumPriceUnits: 0n,
          limit: 500,
          after: '',
        }),
      ).bounties.find(bounty => bounty.bountyId === bountyId)
      t.deepEqual(listed?.declines, declines)
      return [declines.length, (await newsOfHolders(bountyId, port)).length]
    }
    t.deepEqual(await seenBy(cast.buyer), [1, 2])
    t.deepEqual(await seenBy({ port: cast.federation.operatorPort }), [1, 2])
    t.deepEqual(await seenBy(cast.holders.get('alder')!), [1, 2])
    t.deepEqual(await seenBy(cast.holders.get('birch')!), [0, 1])
    t.deepEqual(await seenBy(await cast.federation.enrol('umbrella', 'buyer')), [0, 1])
  },
)

test.serial('another reason takes the place of the first, and declines are told by time', async t => {
  const bountyId = await postSmallBounty(cast)
  must(await decline(bountyId, 'alder', 'privacy-too-weak'))
  const { atMs } = must(await decline(bountyId, 'birch', 'policy'))
  while (Date.now() <= atMs) await sleep(1)
  must(await decline(bountyId, 'alder', 'privacy-budget-spent'))
  t.deepEqual((await boardOf(bountyId)).said, ['birch: policy (0)', 'alder: privacy-budget-spent (0)'])
})

test.serial('a holder that takes part leaves with what it says, from the round that comes next', async t => {
  const bountyId = await postSmallBounty(cast)
  for (const name of holderNames) must(await join(bountyId, name))
  // Six are all that the terms take: the first round is opened.
  while (must(await cast.buyer.port.getBounty({ bountyId })).rounds.length === 0) await sleep(10)
  t.like(must(await decline(bountyId, 'cedar', 'privacy-budget-spent')), { round: 2 })
  t.deepEqual(await boardOf(bountyId), {
    present: holderNames.filter(name => name !== 'cedar'),
    said: ['cedar: privacy-budget-spent (2)'],
  })
  t.deepEqual((await newsOfHolders(bountyId)).slice(-2), [
    'holder-declined cedar privacy-budget-spent',
    'holder-left cedar',
  ])
  // Who has left already says another reason without leaving twice.
  must(await decline(bountyId, 'cedar', 'policy'))
  t.is((await newsOfHolders(bountyId)).filter(news => news === 'holder-left cedar').length, 1)
})

test.serial('a holder that declined may join all the same, which takes it back', async t => {
  const bountyId = await postSmallBounty(cast)
  must(await decline(bountyId, 'alder', 'privacy-too-weak'))
  must(await join(bountyId, 'alder'))
  t.deepEqual(await boardOf(bountyId), { present: ['alder'], said: [] })
  must(await decline(bountyId, 'alder', 'privacy-too-weak'))
  t.deepEqual(await boardOf(bountyId), { present: [], said: ['alder: privacy-too-weak (0)'] })
  t.deepEqual(await newsOfHolders(bountyId), [
    'holder-declined alder privacy-too-weak',
    'holder-joined alder',
    'holder-declined alder privacy-too-weak',
    'holder-left alder',
  ])
})

test.serial('only holders decline, and only a bounty that is there and has not ended', async t => {
  const bountyId = await postSmallBounty(cast)
  const request = { bountyId, reason: 'policy' } as const
  t.like(await cast.buyer.port.declineBounty(request), { kind: 'refused', reason: 'forbidden' })
  t.like(await cast.federation.operatorPort.declineBounty(request), { kind: 'refused', reason: 'forbidden' })
  t.like(await decline('ab'.repeat(32), 'alder', 'policy'), { kind: 'refused', reason: 'not-found' })
  must(await cancel(cast, bountyId))
  t.like(await decline(bountyId, 'alder', 'policy'), { kind: 'refused', reason: 'wrong-state' })
  t.deepEqual((await boardOf(bountyId)).said, [])
})

test.serial(
  'why a bounty found too few holders is told to all, and who declined to its buyer alone',
  async t => {
    const bountyId = await postSmallBounty(cast)
    must(await join(bountyId, 'alder'))
    must(await decline(bountyId, 'birch', 'policy'))
    must(await decline(bountyId, 'cedar', 'privacy-budget-spent'))
    must(await decline(bountyId, 'elm', 'privacy-budget-spent'))
    const { parts, coordinator } = cast.federation
    const { nowMs } = parts.world
    // The time to join is over.
    Object.assign(parts.world, { nowMs: () => nowMs() + 61_000 })
    coordinator.runnerOf(bountyId)!.participantsChanged()
    const bounty = await ended(cast, bountyId)
    t.is(bounty.state, 'undersubscribed')
    t.is(bounty.reason, '1 of at least 5 holders joined in time')
    t.is(bounty.declines.length, 3)
  },
)
