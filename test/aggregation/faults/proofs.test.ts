/** Completeness: each fault, once committed, is proved by a document, and by nothing that was altered in it. */
import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import {
  buildMerkleTree,
  fromHex,
  inclusionPath,
  merkleRoot,
  type Signer,
  sha256,
  toHex,
  unsafeFixedRandom,
  utf8,
} from '../../../aggregation/crypto/index.ts'
import {
  advertisementSaid,
  auditOpeningPayload,
  auditOpeningSaid,
  bountyPlace,
  consentPayload,
  datasetRootOf,
  decodeFault,
  drawPlace,
  encodeFault,
  type FaultProof,
  failedAudit,
  type HolderFault,
  holderFault,
  inconsistentShares,
  keySharesSaid,
  maskedInputSaid,
  nameOfPlace,
  ownShareAltered,
  revealSeedPath,
  seedCommitmentSaid,
  sessionPlace,
  signAuditOpening,
  survivorSignatureSaid,
  twoMessages,
  unmaskingSaid,
  unopenedCommitment,
  verifyFault,
} from '../../../aggregation/faults/index.ts'
import { commitSeed } from '../../../aggregation/secure/draw/index.ts'
import { encodeParameters } from '../../../aggregation/secure/index.ts'
import { memberLeaf } from '../../../aggregation/secure/roster.ts'
import {
  advertisementPayload,
  boxesRootOf,
  inputPayload,
  sharePayload,
  survivorSignaturePayload,
  unmaskPayload,
} from '../../../aggregation/secure/signing.ts'
import { revealSeedRequestCodec } from '../../../protos/codec/rounds.ts'
import { operations } from '../../../protos/operations.ts'
import { signRequest } from '../../../protos/signed-request.ts'
import { groupOf } from '../secure/group.ts'
import { overhearOne } from './overheard.ts'

const bytes = (fill: number, length = 32) => new Uint8Array(length).fill(fill)

interface Case {
  readonly name: string
  readonly signer: Signer
  readonly proof: FaultProof
}

/** Member 2 of five says everything a second time, and otherwise. */
function contradictions(): Case[] {
  const heard = overhearOne(5)
  const { group, place, context } = heard
  const signer = group.signers[1]!
  const own = heard.said.filter(({ member }) => member === 2)
  const at = own.find(({ statement }) => statement.kind === 'advertisement')!.place
  const sessionId = heard.keyShares.get(2)!.sessionId
  const pair = (name: string, kind: string, other: Parameters<typeof twoMessages>[2]): Case => {
    const said = own.find(({ statement }) => statement.kind === kind)!
    return { name, signer, proof: twoMessages(said.place, said.statement, other) }
  }
  const keys = { ...heard.advertisements[1]!, nonce: bytes(1) }
  const advertisement = { ...keys, signature: signer.sign(advertisementPayload(keys)) }
  const dealt = { ...heard.keyShares.get(2)!, selfSeedCommitment: bytes(2) }
  const header = { ...dealt, boxesRoot: boxesRootOf(dealt.boxes) }
  const input = {
    sessionId,
    sharersHash: bytes(3),
    dimension: 9,
    bits: 24,
    totalBytes: 27,
    inputHash: bytes(4),
  }
  const digest = { sessionId, digest: bytes(5) }
  const opened = { ...heard.unmaskings.get(2)!, keyShares: [{ of: 3, share: bytes(6), salt: bytes(7, 16) }] }
  const elsewhere = { ...heard.unmaskings.get(2)!, digest: bytes(8) }
  const signedDigest = survivorSignatureSaid({
    ...digest,
    signature: signer.sign(survivorSignaturePayload(digest)),
  })
  const random = unsafeFixedRandom('two seeds')
  const [one, other] = [0, 1].map(() =>
    commitSeed(context, { minimumCohort: 3, groupSize: 3 }, signer, random),
  )
  const draw = drawPlace(context)
  if (at.kind !== 'attempt' || place === undefined) throw new Error('there is no session')
  return [
    pair('two-advertisements', 'advertisement', advertisementSaid(advertisement)),
    pair(
      'two-key-shares',
      'key-shares',
      keySharesSaid({ ...dealt, signature: signer.sign(sharePayload(header)) }),
    ),
    pair(
      'two-masked-inputs',
      'masked-input',
      maskedInputSaid({ ...input, signature: signer.sign(inputPayload(input)) }),
    ),
    pair('two-survivor-signatures', 'survivor-signature', signedDigest),
    pair(
      'two-unmaskings',
      'unmasking',
      unmaskingSaid({ ...opened, signature: signer.sign(unmaskPayload(opened)) }),
    ),
    pair(
      'unmasking-of-another-set',
      'survivor-signature',
      unmaskingSaid({ ...elsewhere, signature: signer.sign(unmaskPayload(elsewhere)) }),
    ),
    {
      name: 'two-seed-commitments',
      signer,
      proof: twoMessages(draw, seedCommitmentSaid(one!.message), seedCommitmentSaid(other!.message)),
    },
  ]
}

/** Member 2 shows another seed than it committed to, as an agent would send it. */
function wrongSeed(): Case {
  const { context, signers, coordinator } = groupOf(5)
  const signer = signers[1]!
  const random = unsafeFixedRandom('wrong seed')
  const { message } = commitSeed(context, { minimumCohort: 3, groupSize: 3 }, signer, random)
  const attempt = { bountyId: Buffer.from(context.taskId).toString('hex'), round: 1, attempt: 1, group: 0 }
  const body = revealSeedRequestCodec.encode({
    attempt,
    seedReveal: { drawContext: message.drawContext, seed: bytes(9) },
  })
  const destination = {
    environment: 'test',
    audience: Buffer.from(coordinator.publicKey).toString('hex'),
  }
  const { path } = operations.revealSeed
  const call = { destination, path, body, keyVersion: 1, unixMs: 1_700_000_000_123, idempotencyKey: 'seed-1' }
  const signed = signRequest({ ...call, showPublicKey: false }, signer, random)
  const proof = unopenedCommitment(drawPlace(context), message, { ...destination, ...signed, body })
  return { name: 'commitment-does-not-open', signer, proof }
}

/** Member 2 commits to another seed than it deals shares of, and the others open them. */
const falseDealingCase = openFalseDealing()
function falseDealing(): Case {
  return falseDealingCase
}

function openFalseDealing(): Case {
  const heard = overhearOne(5, [{ member: 2, kind: 'wrong-commitment' }])
  const { group, place, context, advertisements, keyShares, unmaskings } = heard
  const opened = [...unmaskings].slice(0, 4).map(([holder, { selfShares }]) => {
    const { share, salt } = selfShares.find(({ of }) => of === 2)!
    return { holder, share, salt }
  })
  const proof = inconsistentShares({
    place: place!,
    parameters: context.parameters,
    dealer: { index: 2, advertisement: advertisements[1]! },
    keyShares: keyShares.get(2)!,
    secret: 'self-seed',
    opened,
  })
  return { name: 'inconsistent-shares', signer: group.signers[1]!, proof }
}

/** Member 2 is lost before its input, and had advertised another mask key than it dealt shares of. */
function falseMaskKey(): Case {
  const heard = overhearOne(5, [{ member: 2, kind: 'drop', before: 'input' }])
  const { group, place, context, advertisements, keyShares, unmaskings } = heard
  const signer = group.signers[1]!
  const keys = { ...advertisements[1]!, maskKey: bytes(9) }
  const opened = [...unmaskings].map(([holder, { keyShares: lost }]) => {
    const { share, salt } = lost.find(({ of }) => of === 2)!
    return { holder, share, salt }
  })
  const proof = inconsistentShares({
    place: place!,
    parameters: context.parameters,
    dealer: { index: 2, advertisement: { ...keys, signature: signer.sign(advertisementPayload(keys)) } },
    keyShares: keyShares.get(2)!,
    secret: 'mask-key',
    opened,
  })
  return { name: 'inconsistent-shares', signer, proof }
}

/** Member 2 opens another share of its own seed than it had dealt itself. */
function alteredShare(): Case {
  const heard = overhearOne(5, [{ member: 2, kind: 'wrong-share', of: 2 }])
  const { group, place, advertisements, keyShares, unmaskings } = heard
  const path = inclusionPath(buildMerkleTree(advertisements.map(memberLeaf)), 1)
  const member = { index: 2, advertisement: advertisements[1]!, path }
  const proof = ownShareAltered(place!, member, keyShares.get(2)!, unmaskings.get(2)!)
  return { name: 'own-share-altered', signer: group.signers[1]!, proof }
}

const records = ['oak', 'ash', 'elm'].map(name => sha256(utf8(name)))

function auditFacts() {
  const { signers, context } = groupOf(5)
  const signer = signers[1]!
  const tree = buildMerkleTree(records)
  const consent = {
    bountyId: context.taskId,
    termsHash: bytes(3),
    datasetRoot: datasetRootOf(tree.root, 3),
    examples: 3,
  }
  const { bountyId, datasetRoot, examples } = consent
  const opening = {
    ...{ bountyId, datasetRoot, examples, challenge: bytes(4), index: 1 },
    ...{ record: records[1]!, tree: tree.root, path: inclusionPath(tree, 1) },
  }
  return { signer, consent, opening, signature: signer.sign(consentPayload(consent)) }
}

/** What no honest program signs. */
function signedAnyway(opening: ReturnType<typeof auditFacts>['opening'], signer: Signer) {
  return { ...opening, signature: signer.sign(auditOpeningPayload(opening)) }
}

function audits(): Case[] {
  const { signer, consent, opening, signature } = auditFacts()
  const swapped = signedAnyway({ ...opening, record: records[2]! }, signer)
  const honest = signAuditOpening(opening, signer)
  return [
    { name: 'failed-audit', signer, proof: failedAudit(consent, signature, swapped) },
    {
      name: 'two-audit-openings',
      signer,
      proof: twoMessages(
        bountyPlace(consent.bountyId),
        auditOpeningSaid(honest),
        auditOpeningSaid(signedAnyway({ ...opening, record: records[2]!, challenge: bytes(5) }, signer)),
      ),
    },
  ]
}

const cases = [...contradictions(), wrongSeed(), falseDealing(), falseMaskKey(), alteredShare(), ...audits()]

const bountyIdOf = ({ place }: FaultProof) => place.bountyId

for (const { name, signer, proof } of cases) {
  const fault = holderFault(signer.publicKey, proof)
  const title = `${name}${'secret' in proof ? ` of a ${proof.secret.kind}` : ''}`
  test(`${title}: is proved by its document, against its signer and at its bounty alone`, t => {
    const read = decodeFault(encodeFault(fault))
    if (read.kind !== 'read') return t.fail(`${read.field} ${read.problem}`)
    const verdict = verifyFault(read.document, signer.publicKey)
    t.like(verdict, { kind: 'proved', fault: name })
    if (verdict.kind !== 'proved') return
    t.deepEqual(verdict.accusedKey, signer.publicKey)
    t.is(verdict.place.bountyId, Buffer.from(groupOf(5).context.taskId).toString('hex'))
    t.deepEqual(verifyFault(read.document, bytes(1)), { kind: 'not-proved', reason: 'another-holder' })
    const moved = { ...proof, place: { ...proof.place, bountyId: '11'.repeat(32) } } as FaultProof
    t.not(bountyIdOf(moved), bountyIdOf(proof))
    t.is(verifyFault(holderFault(signer.publicKey, moved)).kind, 'not-proved')
  })

  test(`${title}: no byte of the document can be changed`, t => {
    const encoded = encodeFault(fault)
    // Long documents are lists of like entries, on each place of which every third byte falls in turn.
    const step = encoded.length > 2500 ? 3 : 1
    for (let at = 0; at < encoded.length; at += step) {
      const changed = encoded.slice()
      changed[at]! ^= 1 << (at % 7)
      t.false(convinces(changed), `byte ${at} of ${Buffer.from(encoded).toString('utf8')}`)
    }
  })
}

function convinces(encoded: Uint8Array): boolean {
  const read = decodeFault(encoded)
  return read.kind === 'read' && verifyFault(read.document).kind === 'proved'
}

test('what another member said in the same session is no part of a proof', t => {
  const { group, said, place } = overhearOne(5)
  const own = said.filter(({ member, place: at }) => member === 2 && at.kind === 'session')
  const foreign = said.filter(({ member, place: at }) => member === 3 && at.kind === 'session')
  for (const [i, { statement }] of own.entries()) {
    const proof = twoMessages(place!, statement, foreign[i]!.statement)
    const verdict = verifyFault(holderFault(group.signers[1]!.publicKey, proof))
    t.deepEqual(verdict, { kind: 'not-proved', reason: 'second-not-signed' })
  }
})

test('shares below the threshold, of a holder twice or under other parameters prove nothing', t => {
  const { signer, proof } = falseDealing()
  if (proof.kind !== 'inconsistent-shares') return t.fail()
  const doubt = (changed: Partial<typeof proof>) => {
    const verdict = verifyFault(holderFault(signer.publicKey, { ...proof, ...changed }))
    return verdict.kind === 'not-proved' ? verdict.reason : verdict.kind
  }
  t.is(doubt({}), 'proved')
  t.is(doubt({ openings: proof.openings.slice(1) }), 'too-few-openings')
  t.is(doubt({ openings: [proof.openings[0]!, ...proof.openings] }), 'not-under-the-root')
  t.is(doubt({ parameters: proof.parameters.replace(/^../, '02') }), 'other-parameters')
  t.is(doubt({ openings: [] }), 'too-few-openings')
})

testProp(
  'parameters that no session can have are refused as such, at once, though they are signed with the session',
  [
    fc.oneof(
      fc.constant({ kind: 'complete' as const }),
      fc.record({
        kind: fc.constant('k-regular' as const),
        degree: fc.integer({ min: 0, max: 0xffffffff }),
        dropoutPermille: fc.integer({ min: 0, max: 0xffffffff }),
      }),
    ),
    fc.integer({ min: 0, max: 0xffffffff }),
    fc.integer({ min: 0, max: 0xffffffff }),
    fc.integer({ min: 1, max: 0xffff }),
  ],
  (t, graph, colluders, threshold, size) => {
    const { signer, proof } = falseDealing()
    if (proof.kind !== 'inconsistent-shares') return t.fail()
    const parameters = { ...groupOf(5).context.parameters, graph, colluders, threshold }
    const context = { ...groupOf(5).context, parameters }
    const place = sessionPlace(context, { rosterRoot: bytes(1), size })
    const { dealing } = proof
    const header = {
      sessionId: nameOfPlace(place),
      selfSeedCommitment: fromHex(dealing.selfSeedCommitment),
      shareRoot: merkleRoot(dealing.shareLeaves.map(leaf => fromHex(leaf))),
      boxesRoot: fromHex(dealing.boxesRoot),
    }
    const signature = toHex(signer.sign(sharePayload(header)))
    const signed = {
      ...proof,
      place,
      parameters: toHex(encodeParameters(parameters)),
      dealing: { ...dealing, signature },
    }
    const verdict = verifyFault(holderFault(signer.publicKey, signed))
    if (verdict.kind === 'proved') return t.fail()
    t.true(['other-parameters', 'not-under-the-root'].includes(verdict.reason), verdict.reason)
  },
  { numRuns: 40 },
)

test('a call that showed the seed that was committed to, another draw or nothing proves nothing', t => {
  const { signer, proof } = wrongSeed()
  if (proof.kind !== 'commitment-does-not-open') return t.fail()
  t.is(revealSeedPath, operations.revealSeed.path)
  const { context } = groupOf(5)
  const { state, message } = commitSeed(
    context,
    { minimumCohort: 3, groupSize: 3 },
    signer,
    unsafeFixedRandom('wrong seed'),
  )
  const doubt = (body: Uint8Array) => {
    const destination = { environment: 'test', audience: '' }
    const request = {
      ...{ destination, path: revealSeedPath, body, keyVersion: 1, unixMs: 9, idempotencyKey: '' },
      showPublicKey: false,
    }
    const signed = signRequest(request, signer, unsafeFixedRandom('call'))
    const made = unopenedCommitment(drawPlace(context), message, { ...destination, ...signed, body })
    const verdict = verifyFault(holderFault(signer.publicKey, made))
    return verdict.kind === 'not-proved' ? verdict.reason : verdict.kind
  }
  const attempt = { bountyId: '00'.repeat(32), round: 1, attempt: 1, group: 0 }
  const shown = (drawContext: Uint8Array, seed: Uint8Array) =>
    revealSeedRequestCodec.encode({ attempt, seedReveal: { drawContext, seed } })
  t.is(doubt(shown(message.drawContext, state.seed)), 'honest')
  t.is(doubt(shown(message.drawContext, bytes(9))), 'proved')
  t.is(doubt(shown(bytes(1), bytes(9))), 'another-draw')
  t.is(doubt(new Uint8Array()), 'no-seed-shown')
  // A second spelling of the same message: what stands twice is read as nothing.
  const body = shown(message.drawContext, state.seed)
  t.is(doubt(new Uint8Array([...body, ...body])), 'no-seed-shown')
})

test('an opening that does not lead to its root is not signed, and one that does is no fault', t => {
  const { signer, consent, opening, signature } = auditFacts()
  t.throws(() => signAuditOpening({ ...opening, index: 2 }, signer), { message: /^record 2 does not lead/ })
  t.throws(() => signAuditOpening({ ...opening, examples: 4 }, signer), { message: /does not lead/ })
  const honest = signAuditOpening(opening, signer)
  const verdict = verifyFault(holderFault(signer.publicKey, failedAudit(consent, signature, honest)))
  t.deepEqual(verdict, { kind: 'not-proved', reason: 'honest' })
  // The consent was given with another root: what was opened here was never promised.
  const other = { ...opening, datasetRoot: bytes(8) }
  const unpromised = failedAudit(consent, signature, signedAnyway(other, signer))
  t.deepEqual(verifyFault(holderFault(signer.publicKey, unpromised)), {
    kind: 'not-proved',
    reason: 'not-signed',
  })
})

test('one leaf may be opened for two challenges, and two leaves for one', t => {
  const { signer, consent, opening } = auditFacts()
  const tree = buildMerkleTree(records)
  const place = bountyPlace(consent.bountyId)
  const first = auditOpeningSaid(signAuditOpening(opening, signer))
  const again = auditOpeningSaid(signAuditOpening({ ...opening, challenge: bytes(6) }, signer))
  const third = { ...opening, index: 2, record: records[2]!, path: inclusionPath(tree, 2) }
  for (const other of [again, auditOpeningSaid(signAuditOpening(third, signer))]) {
    const verdict = verifyFault(holderFault(signer.publicKey, twoMessages(place, first, other)))
    t.deepEqual(verdict, { kind: 'not-proved', reason: 'no-contradiction' })
  }
})

test('documents are refused by the name of the field', t => {
  const fault: HolderFault = holderFault(cases[0]!.signer.publicKey, cases[0]!.proof)
  const read = (document: unknown) => {
    const outcome = decodeFault(utf8(typeof document === 'string' ? document : JSON.stringify(document)))
    return outcome.kind === 'malformed' ? `${outcome.field} ${outcome.problem}` : 'read'
  }
  const { proof } = fault
  if (proof.kind !== 'two-signed-messages') return t.fail()
  const withProof = (changes: object) => ({ ...fault, proof: { ...proof, ...changes } })
  t.regex(read({ ...fault, note: 'believe me' }), /^note is not a field/)
  t.regex(read({ ...fault, identityKey: 'AB'.repeat(32) }), /^identityKey must be 64 lower-case/)
  t.regex(read(withProof({ kind: 'rumour' })), /^proof.kind must be one of/)
  t.regex(read(withProof({ messages: [proof.messages[0]] })), /^proof.messages must be a list of at least 2/)
  t.regex(read(withProof({ place: { ...proof.place, attempt: -1 } })), /^proof.place.attempt must be a whole/)
  t.regex(read(withProof({ place: { kind: 'dream' } })), /^proof.place.kind must be one of/)
  t.regex(read(JSON.stringify(fault, null, 2)), /canonical/)
  t.regex(read('{'), /JSON/)
  t.regex(read(' '.repeat(3_000_000)), /at most/)
  t.is(decodeFault(encodeFault(fault)).kind, 'read')
})

test('a message is proof only at the kind of place where it is said', t => {
  const [advertisements] = contradictions()
  const { proof, signer } = advertisements!
  if (proof.kind !== 'two-signed-messages' || proof.place.kind !== 'attempt') return t.fail()
  const { context } = groupOf(5)
  const place = sessionPlace(context, { rosterRoot: bytes(1), size: 5 })
  const verdict = verifyFault(holderFault(signer.publicKey, { ...proof, place }))
  t.deepEqual(verdict, { kind: 'not-proved', reason: 'first-not-signed' })
})
