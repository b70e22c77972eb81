import { randomBytes } from 'node:crypto'
import test from 'ava'
import {
  buildMerkleTree,
  consistencyProof,
  cosign,
  formatCheckpoint,
  formatWitness,
  inclusionPath,
  signerFromSeed,
  signNote,
  toHex,
  verifyCheckpoint,
  verifyCosignatures,
} from '../../aggregation/index.ts'
import { askPython, findPython } from '../support/python.ts'

interface Answer {
  readonly root: string
  readonly paths: readonly (readonly string[])[]
  readonly consistency: readonly string[]
  readonly note: string
  readonly cosigned: string
  readonly witnessKey: string
  readonly theirs: { readonly isSigned: boolean; readonly seconds: number | null }
}

const origin = 'parley.example/log'
const witness = 'witness.example/w1'

/** A log of so many random leaves, signed and cosigned by random keys. */
function logOf(size: number) {
  const [seed, witnessSeed] = [randomBytes(32), randomBytes(32)]
  const [signer, cosigner] = [signerFromSeed(seed), signerFromSeed(witnessSeed)]
  const leaves = Array.from({ length: size }, () => new Uint8Array(randomBytes(1 + (size % 7))))
  const tree = buildMerkleTree(leaves)
  const older = size === 0 ? 0 : randomBytes(1)[0]! % (size + 1)
  const seconds = 1_679_315_147 + size
  const note = signNote(formatCheckpoint({ origin, size, root: tree.root }), origin, signer)
  const theirs = cosign(note, witness, cosigner, seconds)
  return { seed, witnessSeed, signer, cosigner, leaves, tree, older, seconds, note, theirs }
}

test('checkpoints, cosignatures, roots and proofs are those of a second implementation, byte for byte', t => {
  const found = findPython(['cryptography'])
  if (!('python' in found)) return t.pass(t.log(`left out: ${found.missing}`) as undefined)
  const logs = [...Array(34).keys(), 64, 100].map(logOf)
  const request = logs.map(({ seed, witnessSeed, leaves, older, seconds, theirs }) => ({
    ...{ origin, witness, older, seconds, theirs },
    ...{ seed: toHex(seed), witnessSeed: toHex(witnessSeed), leaves: leaves.map(toHex) },
  }))
  const answers = askPython<Answer[]>(found.python, 'test/reference', 'tlog', request)
  for (const [i, answer] of answers.entries()) {
    const { tree, leaves, older, note, theirs, seconds, signer, cosigner } = logs[i]!
    t.is(answer.root, toHex(tree.root))
    t.deepEqual(
      answer.paths,
      leaves.map((_, index) => inclusionPath(tree, index).map(toHex)),
    )
    t.deepEqual(answer.consistency, consistencyProof(tree, older).map(toHex))
    t.is(answer.note, note)
    t.is(answer.cosigned, theirs)
    t.deepEqual(answer.theirs, { isSigned: true, seconds })
    t.is(verifyCheckpoint(answer.cosigned, signer.publicKey).kind, 'verified')
    const known = { name: witness, publicKey: cosigner.publicKey }
    t.is(answer.witnessKey, formatWitness(known))
    t.deepEqual(verifyCosignatures(answer.cosigned, [known], 1), {
      kind: 'cosigned',
      by: [{ name: witness, seconds }],
    })
  }
})
