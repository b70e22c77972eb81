import test from 'ava'
import {
  buildMerkleTree,
  consistencyProof,
  encodeFork,
  formatCheckpoint,
  makeFork,
  merkleRoot,
  type Signer,
  signerFromSeed,
  signNote,
  utf8,
} from '../../../aggregation/index.ts'
import { encodeDatasetBlob } from '../../../learning/index.ts'
import { must, openScene, postBountyWith, smallDataset, smallTerms } from '../../support/small-federation.ts'

/** Two heads under one key, of logs that part after two leaves. */
function forkBy(signer: Signer, older: number, newer: number): Uint8Array {
  const branch = (name: string, size: number) =>
    Array.from({ length: size }, (_, i) => utf8(i < 2 ? `leaf ${i}` : `leaf ${i}, ${name}`))
  const head = (leaves: readonly Uint8Array[]) => {
    const text = formatCheckpoint({ origin: 'parley/dev', size: leaves.length, root: merkleRoot(leaves) })
    return signNote(text, 'parley/dev', signer)
  }
  const [left, right] = [branch('left', older), branch('right', newer)]
  const made = makeFork(signer.publicKey, head(left), head(right), {
    root: merkleRoot(right.slice(0, older)),
    proof: consistencyProof(buildMerkleTree(right), older),
  })
  if (made.kind !== 'made') throw new Error(made.reason)
  return encodeFork(made.fork)
}

test('a fork of the log costs the coordinator its bond in a bounty that stands in it, whoever brings the proof', async t => {
  const { cast } = await openScene(t)
  const testSet = encodeDatasetBlob(smallDataset(60, 99))
  must(await cast.buyer.port.uploadBlob(testSet))
  const deposit = { organisation: 'operator', amountUnits: 1_000n, memo: '' }
  must(await cast.federation.operatorPort.deposit(deposit, { idempotencyKey: 'for the bond' }))
  const terms = smallTerms(testSet, 60)
  const pay = { ...terms.pay, coordinatorBondUnits: '900' }
  const bountyId = await postBountyWith(cast, { ...terms, pay })
  const { port } = cast.holders.get('elm')!
  t.is(must(await port.getMarket({ bountyId })).bondUnits, 900n)

  const { coordinatorSigner } = cast
  const stranger = signerFromSeed(new Uint8Array(32).fill(1))
  t.like(await port.proveFault({ bountyId, proof: forkBy(stranger, 60, 70) }), { reason: 'malformed' })
  const { leaves } = must(await port.getMarketLog({ bountyId, after: 0, limit: 1 }))
  const before = leaves[0]!.index
  if (before >= 4)
    t.like(await port.proveFault({ bountyId, proof: forkBy(coordinatorSigner, 3, before) }), {
      reason: 'malformed',
      message: 'the proof does not hold here: neither head that was signed has a leaf of this bounty',
    })
  const proof = forkBy(coordinatorSigner, 60, 70)
  t.is(must(await port.proveFault({ bountyId, proof })).bondUnits, 0n)
  t.like(await port.proveFault({ bountyId, proof }), { kind: 'refused', reason: 'wrong-state' })
})
