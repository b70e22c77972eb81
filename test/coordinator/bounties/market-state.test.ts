import test from 'ava'
import { createMarket, type Market } from '../../../coordinator/bounties/market.ts'
import { consentSigningBytes } from '../../../protos/terms.ts'
import { must, openScene, postSmallBounty } from '../../support/small-federation.ts'

test('a state of a transaction that was rolled back is not taken for that which another coordinator wrote', async t => {
  const { cast, storage } = await openScene(t, ['alder', 'birch', 'cedar'])
  const bountyId = await postSmallBounty(cast)
  const { terms } = must(await cast.buyer.port.getBounty({ bountyId }))
  const datasetRoot = new Uint8Array(32).fill(1)
  for (const { port, signer } of cast.holders.values()) {
    const signature = signer.sign(consentSigningBytes(bountyId, terms, datasetRoot, 40))
    must(await port.joinBounty({ bountyId, examples: 40, datasetRoot, signature }))
  }
  const { market, ledger, log } = cast.federation.parts
  const atMs = Date.now() + 1_000
  // Two histories of the same length that end with the same leaf.
  const leaveBoth = (writer: Market, first: string, isKept: boolean) =>
    storage.transaction(async tx => {
      for (const holder of [first, 'birch']) await writer.record(tx, { kind: 'left', bountyId, atMs, holder })
      if (!isKept) throw new Error('given up')
    })
  await t.throwsAsync(leaveBoth(market, 'alder', false), { message: 'given up' })
  await leaveBoth(createMarket({ ledger, log }), 'cedar', true)
  const state = await storage.transaction(tx => market.state(tx, bountyId))
  const present = [...state!.life.participants.values()].filter(({ isPresent }) => isPresent)
  t.deepEqual(
    present.map(({ holder }) => holder),
    ['alder'],
  )
})
