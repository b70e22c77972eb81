import test from 'ava'
import {
  equalBytes,
  noteKeyId,
  openNote,
  parseWitness,
  rootOfInclusion,
  signerFromSeed,
  signNote,
  toHex,
  verifyConsistency,
} from '../../../aggregation/index.ts'
import { loadVectors } from '../load-vectors.ts'

interface Published {
  readonly notes: {
    readonly text: string
    readonly signers: readonly {
      readonly name: string
      readonly privateKey?: string
      readonly verifierKey: string
      readonly line: string
    }[]
    readonly witnessKeys: readonly { readonly key: string; readonly isOne: boolean }[]
  }
  readonly inclusion: readonly {
    readonly name: string
    readonly leafIdx: number
    readonly treeSize: number
    readonly root: string | null
    readonly leafHash: string
    readonly proof: readonly string[] | null
    readonly wantErr: boolean
  }[]
  readonly consistency: readonly {
    readonly name: string
    readonly size1: number
    readonly size2: number
    readonly root1: string | null
    readonly root2: string | null
    readonly proof: readonly string[] | null
    readonly wantErr: boolean
  }[]
}

const published = loadVectors<Published>('transparency')
const bytesOf = (text: string | null) => new Uint8Array(Buffer.from(text ?? '', 'base64'))

test('published proofs of inclusion hold, and each of the spoiled ones does not', t => {
  for (const { name, leafIdx, treeSize, root, leafHash, proof, wantErr } of published.inclusion) {
    const found = rootOfInclusion(bytesOf(leafHash), leafIdx, treeSize, (proof ?? []).map(bytesOf))
    t.is(found !== undefined && equalBytes(found, bytesOf(root)), !wantErr, name)
  }
  t.true(published.inclusion.some(({ wantErr }) => !wantErr))
})

/** There the question is refused. Here an empty log begins every other: whoever has seen nothing has nothing to compare. */
const ofNothing = 'additional/size1 is zero and size2 is not zero'

test('published proofs of consistency hold, and each of the spoiled ones does not', t => {
  for (const { name, size1, size2, root1, root2, proof, wantErr } of published.consistency) {
    const holds = verifyConsistency(size1, size2, bytesOf(root1), bytesOf(root2), (proof ?? []).map(bytesOf))
    t.is(holds, !wantErr || name === ofNothing, name)
  }
  t.true(published.consistency.some(({ wantErr }) => !wantErr))
})

test('published notes are signed to the same bytes, and open under their keys and no other', t => {
  const { text, signers } = published.notes
  const lines = signers.map(({ line }) => line).join('')
  for (const { name, privateKey, verifierKey, line } of signers) {
    const [, keyId, encoded] = verifierKey.split('+') as [string, string, string]
    const key = Buffer.from(verifierKey.slice(verifierKey.indexOf(keyId) + 9), 'base64').subarray(1)
    t.is(toHex(noteKeyId(name, key)), keyId, encoded)
    t.deepEqual(openNote(`${text}\n${lines}`, name, key), { kind: 'opened', text })
    t.is(openNote(`${text}\n${line}`, 'CarmenSandiego', key).kind, 'refused')
    t.is(openNote(`${text.replace('answer', 'Answer')}\n${lines}`, name, key).kind, 'refused')
    if (privateKey === undefined) continue
    const seed = Buffer.from(privateKey.split('+').slice(4).join('+'), 'base64').subarray(1)
    t.is(signNote(text, name, signerFromSeed(seed)), `${text}\n${line}`)
  }
})

test('published keys of witnesses are read, and what is none is refused', t => {
  for (const { key, isOne } of published.notes.witnessKeys) t.is(parseWitness(key) !== null, isOne, key)
})
