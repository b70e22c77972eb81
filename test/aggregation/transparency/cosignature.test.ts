import test from 'ava'
import {
  cosign,
  formatCheckpoint,
  formatWitness,
  parseWitness,
  signerFromSeed,
  signNote,
  verifyCheckpoint,
  verifyCosignatures,
  type Witness,
} from '../../../aggregation/index.ts'

const origin = 'parley.example/log'
const signer = signerFromSeed(new Uint8Array(32).fill(1))
const witnesses = [2, 3, 4].map(seed => signerFromSeed(new Uint8Array(32).fill(seed)))
const known: readonly Witness[] = witnesses.map(({ publicKey }, i) => ({ name: `w${i}.example`, publicKey }))
const note = signNote(formatCheckpoint({ origin, size: 3, root: new Uint8Array(32).fill(5) }), origin, signer)
const once = cosign(note, 'w0.example', witnesses[0]!, 1_700_000_000)
const twice = cosign(once, 'w1.example', witnesses[1]!, 1_700_000_005)

test('a note is cosigned by as many as are needed, and says by whom and when', t => {
  t.deepEqual(verifyCosignatures(twice, known, 2), {
    kind: 'cosigned',
    by: [
      { name: 'w0.example', seconds: 1_700_000_000 },
      { name: 'w1.example', seconds: 1_700_000_005 },
    ],
  })
  t.like(verifyCosignatures(twice, known, 3), { reason: 'too-few-witnesses', found: 2 })
  t.is(verifyCheckpoint(twice, signer.publicKey).kind, 'verified')
})

test('one key under two names, and one witness with two lines, count once', t => {
  const other = cosign(twice, 'alias.example', witnesses[1]!, 1_700_000_006)
  const named = [...known, { name: 'alias.example', publicKey: witnesses[1]!.publicKey }]
  t.like(verifyCosignatures(other, named, 3), { reason: 'too-few-witnesses' })
  const again = cosign(once, 'w0.example', witnesses[0]!, 1_700_000_009)
  t.deepEqual(verifyCosignatures(again, known, 1), {
    kind: 'cosigned',
    by: [{ name: 'w0.example', seconds: 1_700_000_009 }],
  })
})

test('a cosignature of another text, time or key does not hold, and its witness is named', t => {
  const bigger = signNote(formatCheckpoint({ origin, size: 4, root: new Uint8Array(32) }), origin, signer)
  const moved = `${bigger}${once.slice(note.length)}`
  t.deepEqual(verifyCosignatures(moved, known, 1), {
    kind: 'refused',
    reason: 'bad-cosignature',
    name: 'w0.example',
  })
  const line = once.slice(note.length).split(' ')[2]!.trimEnd()
  for (let at = 4; at < 76; at++) {
    const bytes = Buffer.from(line, 'base64')
    bytes[at] = bytes[at]! ^ 1
    const spoiled = `${note}— w0.example ${bytes.toString('base64')}\n`
    t.is(verifyCosignatures(spoiled, known, 1).kind, 'refused', `byte ${at}`)
  }
  t.like(verifyCosignatures('no note', known, 0), { reason: 'malformed-note' })
})

test('a witness’s key reads back, and a log’s own signature is no cosignature', t => {
  for (const witness of known) t.deepEqual(parseWitness(formatWitness(witness)), witness)
  t.is(parseWitness(formatWitness(known[0]!).replace('w0', 'w9')), null)
  const self = [{ name: origin, publicKey: signer.publicKey }]
  t.like(verifyCosignatures(note, self, 1), { reason: 'too-few-witnesses', found: 0 })
})

test('nonsense is not cosigned', t => {
  t.throws(() => cosign('text', 'w', signer, 1), { instanceOf: RangeError })
  t.throws(() => cosign(note, 'two words', signer, 1), { instanceOf: RangeError })
  t.throws(() => cosign(note, 'w', signer, 1.5), { instanceOf: RangeError })
})
