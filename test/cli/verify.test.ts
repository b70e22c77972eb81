import { writeFile } from 'node:fs/promises'
import test from 'ava'
import { bitmapOf, toHex, unsafeFixedRandom } from '../../aggregation/crypto/index.ts'
import {
  drawPlace,
  encodeFault,
  type HolderStatement,
  holderFault,
  seedCommitmentSaid,
  twoMessages,
} from '../../aggregation/faults/index.ts'
import { secureDraw } from '../../aggregation/index.ts'
import {
  encodeEvidenceDocument,
  type SignedStatement,
  signedStatement,
  survivorsStatement,
} from '../../aggregation/secure/index.ts'
import * as server from '../../aggregation/secure/server/index.ts'
import { survivorsPayload } from '../../aggregation/secure/signing.ts'
import { groupOf, maskAll } from '../aggregation/secure/group.ts'
import { assertTold, openWorkplace, runHere } from './parley.ts'

/** What two holders were told by a coordinator that shows each another set of survivors. */
function twoStories(): { ours: SignedStatement; theirs: SignedStatement; key: string } {
  const group = groupOf(7)
  const { server: certifying } = maskAll(group)
  const whole = server.survivorSetFor(certifying, 1)
  const smaller = { ...whole, survivors: bitmapOf([1, 2, 3, 4, 5], 7) }
  const signature = group.coordinator.sign(survivorsPayload(certifying.sharersHash, smaller))
  const [ours, theirs] = [whole, { ...smaller, signature }].map(set =>
    signedStatement(survivorsStatement(set, certifying.sharersHash), group.coordinator.publicKey),
  )
  return { ours: ours!, theirs: theirs!, key: toHex(group.coordinator.publicKey) }
}

test('two holders lay their statements side by side and anyone can verify what comes of it', async t => {
  const { at, parley } = await openWorkplace(t)
  const { ours, theirs, key } = twoStories()
  await writeFile(at('ours.json'), encodeEvidenceDocument(ours))
  // An editor's line break at the end does not spoil a document.
  await writeFile(at('theirs.json'), Buffer.concat([encodeEvidenceDocument(theirs), Buffer.from('\n')]))
  const made = await parley(['evidence', 'ours.json', 'theirs.json', '--out', 'proof.json'])
  t.is(made.code, 0, made.stderr)
  const told = await parley(['verify', 'proof.json'])
  t.is(told.code, 0, told.stderr)
  t.regex(told.stdout, /^Holds: the coordinator signed two different survivor sets in one session/)
  const counted = await parley(['verify', 'proof.json', '--coordinator-key', key, '--json'])
  t.like(counted.json(), {
    type: 'equivocation',
    valid: true,
    contradiction: 'two-survivor-sets',
    coordinatorKey: key,
  })
  const alone = await parley(['verify', 'ours.json', '--json'])
  t.like(alone.json(), { type: 'statement', valid: true, statement: 'survivors' })
  t.is(
    (await parley(['evidence', 'ours.json', 'theirs.json', '--out', 'proof.json'])).code,
    2,
    'never replaced',
  )
})

test('what proves nothing is told, and exits 1; what cannot be read exits 2', async t => {
  const { at } = await openWorkplace(t)
  const { ours, theirs } = twoStories()
  const write = async (name: string, text: string | Uint8Array) => {
    await writeFile(at(name), text)
    return at(name)
  }
  const [left, right] = [
    await write('ours.json', encodeEvidenceDocument(ours)),
    await write('theirs.json', encodeEvidenceDocument(theirs)),
  ]
  const out = at('proof.json')
  assertTold(
    t,
    await runHere(['evidence', left, left, '--out', out]),
    1,
    /agree, or speak of different sessions/,
  )
  assertTold(t, await runHere(['evidence', left, at('nowhere.json'), '--out', out]), 2, /nowhere\.json/)
  t.is((await runHere(['evidence', left, right, '--out', out])).code, 0)
  const stranger = '11'.repeat(32)
  const foreign = await runHere(['verify', out, '--coordinator-key', stranger, '--json'])
  t.is(foreign.code, 1)
  t.like(foreign.json(), { valid: false, fault: 'another-coordinator' })
  const forged = { ...theirs, statement: { ...theirs.statement, signature: ours.statement.signature } }
  const unsigned = await write('forged.json', encodeEvidenceDocument(forged))
  assertTold(
    t,
    await runHere(['evidence', left, unsigned, '--out', at('x.json')]),
    1,
    /second statement is not signed/,
  )
  t.is((await runHere(['verify', unsigned])).code, 1)
  assertTold(
    t,
    await runHere(['verify', await write('shopping.txt', 'milk, bread')]),
    2,
    /no document that can be verified/,
  )
  const twice = await write('twice.json', JSON.stringify({ ...ours, coordinatorKey: 'short' }))
  assertTold(t, await runHere(['verify', twice]), 2, /coordinatorKey must be 64 lower-case/)
})

test('a fault of a holder is told in a sentence, with the bounty it was committed in', async t => {
  const { at } = await openWorkplace(t)
  const { context, signers } = groupOf(5)
  const random = unsafeFixedRandom('two seeds')
  const [one, other] = [0, 1].map(() =>
    seedCommitmentSaid(
      secureDraw.commitSeed(context, { minimumCohort: 3, groupSize: 3 }, signers[1]!, random).message,
    ),
  )
  const key = signers[1]!.publicKey
  const write = async (name: string, first: HolderStatement, second: HolderStatement) => {
    const proof = twoMessages(drawPlace(context), first, second)
    await writeFile(at(name), encodeFault(holderFault(key, proof)))
    return at(name)
  }
  const file = await write('fault.json', one!, other!)
  const told = await runHere(['verify', file])
  t.is(told.code, 0, told.stderr)
  t.regex(
    told.stdout,
    /^Holds: the holder committed to two different seeds in one draw, in attempt 1 of round 1 of bounty [0-9a-f]{64} \(key /,
  )
  const counted = await runHere(['verify', file, '--holder-key', toHex(key), '--json'])
  t.like(counted.json(), {
    type: 'fault',
    valid: true,
    fault: 'two-seed-commitments',
    identityKey: toHex(key),
  })
  const foreign = await runHere(['verify', file, '--holder-key', '11'.repeat(32), '--json'])
  t.is(foreign.code, 1)
  t.like(foreign.json(), { valid: false, reason: 'another-holder' })
  assertTold(t, await runHere(['verify', await write('same.json', one!, one!)]), 1, /honest holder may have/)
  await writeFile(at('odd.json'), JSON.stringify({ type: 'parley/fault/v1', identityKey: 'short' }))
  assertTold(t, await runHere(['verify', at('odd.json')]), 2, /identityKey must be 64 lower-case/)
})
