import test from 'ava'
import { generateSigner, signerFromSeed, systemRandom, toHex } from '../../../aggregation/index.ts'
import {
  type Certificate,
  decodeCertificate,
  encodeCertificate,
  type Lineage,
  lineageFrom,
  makeCertificate,
  signLineage,
  verifyCertificate,
} from '../../../protos/lineage/index.ts'
import { encodeBountyLog, verifyBountyLog } from '../../../protos/market-log/index.ts'
import { plainStory, type Story, tellStory } from '../../support/bounty-story.ts'
import { certificateOf, coordinator, logOf } from '../../support/signed-documents.ts'

const key = coordinator.publicKey

/** What a verifier says of a certificate; undefined where it holds. */
function faultOf(certificate: Certificate, of = key): string | undefined {
  const verdict = verifyCertificate(certificate, of)
  return verdict.kind === 'verified' ? undefined : `${verdict.rule}: ${verdict.detail}`
}

/** As a coordinator that says something else of its log would sign it. */
function lying(certificate: Certificate, change: Record<string, unknown>): Certificate {
  const lineage = { ...certificate.lineage, ...change } as Certificate['lineage']
  return { ...certificate, lineage, signature: signLineage(lineage as unknown as Lineage, coordinator) }
}

test('a certificate tells rounds, holders with the roots of their records, models and settlement, and holds', t => {
  const story = plainStory()
  const { certificate, lineage } = certificateOf(story)
  const read = decodeCertificate(encodeCertificate(certificate))
  if (read.kind !== 'read') return t.fail(`${read.field} ${read.problem}`)
  t.is(faultOf(read.certificate), undefined)
  t.like(lineage, {
    bountyId: story.bountyId,
    buyer: 'acme',
    stage: 'final',
    end: 'rounds-done',
    startingModel: '0a'.repeat(32),
    delivered: { round: 3, modelHash: '0b'.repeat(32) },
    events: story.leaves.length - 1,
  })
  t.deepEqual(
    lineage.rounds.map(({ round, purpose, leafIndex }) => [round, purpose, leafIndex]),
    story.leaves.slice(7, 10).map(({ index }, i) => [i + 1, 'training', index]),
  )
  t.deepEqual(lineage.rounds[1]!.groups[0]!.survivors[1], {
    organisation: 'birch',
    examples: 400,
    datasetRoot: '05'.repeat(32),
  })
  t.like(lineage.evaluation, { metric: 'accuracy', target: 0.9, evaluator: 'coordinator', isTargetMet: true })
  t.is(lineage.privacy, undefined)
  t.is(lineage.settlement, settlementOf(story))
})

function settlementOf(story: Story): string {
  const last = JSON.parse(new TextDecoder().decode(story.leaves.at(-1)!.body))
  return last.settlement
}

test('what a coordinator certifies against its own log is found, field by field, although it signed it', t => {
  const { certificate, lineage } = certificateOf(plainStory())
  const [first, ...others] = lineage.rounds
  const survivors = first!.groups[0]!.survivors.slice(1)
  const without = { ...first!, groups: [{ ...first!.groups[0]!, survivors }] }
  const cases: readonly (readonly [change: Record<string, unknown>, RegExp])[] = [
    [{ startingModel: 'ff'.repeat(32) }, /lineage\.startingModel is "ffff.*, and the leaves give "0a0a/],
    [
      { rounds: [without, ...others] },
      /lineage\.rounds\.0\.groups\.0\.survivors\.0\.organisation is "birch", and the leaves give "alder"/,
    ],
    [{ rounds: others }, /lineage\.rounds\.0\.round is 2, and the leaves give 1/],
    [
      { delivered: { round: 2, modelHash: '0b'.repeat(32) } },
      /lineage\.delivered\.round is 2, and the leaves give 3/,
    ],
    [{ privacy: { epsilonAtMost: 1 } }, /lineage\.privacy is \{.*, and the leaves give absent/],
    [
      { evaluation: { ...lineage.evaluation, isTargetMet: false } },
      /isTargetMet is false, and the leaves give true/,
    ],
    [{ praise: 'good' }, /lineage\.praise is "good", and the leaves give absent/],
  ]
  for (const [change, words] of cases) t.regex(faultOf(lying(certificate, change)) ?? '', words)
})

test('another key, a signature of another lineage, and a log cut before its settlement are refused', t => {
  const { certificate } = certificateOf(plainStory())
  const stranger = generateSigner(systemRandom).signer
  t.regex(
    faultOf(certificate, stranger.publicKey) ?? '',
    /^not-signed: the checkpoint is not signed under the key/,
  )
  const other = certificateOf(plainStory()).certificate
  t.regex(
    faultOf({ ...certificate, signature: other.signature }) ?? '',
    /^not-signed: .*lineage does not hold/,
  )
  const { log } = certificate
  const cut = { ...certificate, log: { ...log, leaves: log.leaves.slice(0, -1) } }
  t.regex(faultOf(cut) ?? '', /^no-lineage: bounty [0-9a-f]{64} is not over/)
})

test('a bounty that is not over, or has no round of training, gets no certificate', t => {
  const early = tellStory(() => ({ priceUnits: '100000' }))
  early.open()
  t.like(lineageFrom(early.terms, early.leaves, key), { kind: 'untold' })
  early.stop('undersubscribed')
  early.settle(false)
  const told = lineageFrom(early.terms, early.leaves, key)
  t.regex(told.kind === 'untold' ? told.detail : '', /no completed round of training/)
})

test('what vests after the settlement changes nothing of a certificate', t => {
  const story = tellStory(() => ({ priceUnits: '100000', holdback: { basisPoints: 1000, seconds: 10 } }))
  story.open()
  for (const holder of ['alder', 'birch', 'cedar']) story.join(holder, 100, 1000)
  story.happen({ kind: 'started' })
  for (const round of [1, 2, 3]) story.round(round, ['alder', 'birch', 'cedar'])
  story.stop('rounds-done')
  story.settle(true)
  const before = certificateOf(story)
  story.wait(20_000)
  story.happen({ kind: 'vested', holder: 'alder' })
  const after = certificateOf(story)
  t.is(verifyBountyLog(logOf(story), key).kind, 'verified')
  t.deepEqual(after.lineage, before.lineage)
  t.is(after.certificate.signature, before.certificate.signature)
  t.is(after.certificate.log.leaves.length, before.certificate.log.leaves.length)
})

test('who leaves and comes back with other records is certified with those of the round', t => {
  const story = tellStory(() => ({ priceUnits: '100000' }))
  story.open()
  for (const holder of ['alder', 'birch', 'cedar']) story.join(holder, 100)
  story.happen({ kind: 'left', holder: 'birch' })
  story.join('birch', 250, 0, 6)
  story.happen({ kind: 'started' })
  for (const round of [1, 2, 3]) story.round(round, ['alder', 'birch', 'cedar'])
  story.stop('rounds-done')
  story.settle(true)
  const { lineage } = certificateOf(story)
  const roots = lineage.rounds[0]!.groups[0]!.survivors.map(({ examples, datasetRoot }) => [
    examples,
    datasetRoot,
  ])
  t.deepEqual(roots, [
    [100, '05'.repeat(32)],
    [250, '06'.repeat(32)],
    [100, '05'.repeat(32)],
  ])
})

/** Ended after so many of three rounds under noise of each holder's own. */
function privateStory(rounds: number, examples: readonly [number, number, number]): Story {
  const privacy = { unit: 'record', noise: 'local', epsilon: 3, delta: 1e-5, clipNorm: 1 } as const
  const story = tellStory(() => ({ priceUnits: '100000' }), 3, { privacy })
  const names = ['alder', 'birch', 'cedar']
  story.open()
  for (const [i, holder] of names.entries()) story.join(holder, examples[i]!)
  story.happen({ kind: 'started' })
  for (let round = 1; round <= rounds; round++) story.round(round, names)
  story.stop(rounds === 3 ? 'rounds-done' : 'cancelled')
  story.settle(rounds === 3)
  return story
}

test('the privacy spent is that of the rounds that came to be, of the holder for whom it is most', t => {
  const spent = (rounds: number, examples: readonly [number, number, number]) =>
    certificateOf(privateStory(rounds, examples)).lineage.privacy!
  const whole = spent(3, [100, 400, 900])
  t.like(whole, { unit: 'record', noise: 'local', delta: 1e-5, rounds: 3, promisedRounds: 3 })
  t.deepEqual(whole.promised, { coordinator: 3, readers: 3 })
  t.true(whole.epsilonAtMost <= 3 && whole.epsilonAtMost > 2.9, `${whole.epsilonAtMost}`)
  const one = spent(1, [100, 400, 900])
  t.is(one.rounds, 1)
  t.true(one.epsilonAtMost < 0.9 * whole.epsilonAtMost, `${one.epsilonAtMost}`)
  const each = [100, 400, 900].map(count => spent(1, [count, count, count]).epsilonAtMost)
  t.is(one.epsilonAtMost, Math.max(...each))
  t.true(new Set(each).size > 1, 'holders of different sizes spend differently')
})

test('a certificate made of another coordinator’s signature, or of no log of its own, is not made', t => {
  const story = plainStory()
  const told = lineageFrom(story.terms, story.leaves, key)
  if (told.kind === 'untold') return t.fail(told.detail)
  const stranger = signerFromSeed(new Uint8Array(32).fill(3))
  t.like(makeCertificate(logOf(story), key, signLineage(told.lineage, stranger)), { rule: 'not-signed' })
  t.like(makeCertificate(logOf(story, stranger), key, signLineage(told.lineage, coordinator)), {
    rule: 'not-signed',
  })
})

test('a file that is deep, long, a bounty’s log or text is malformed, and the field is named', t => {
  const { certificate } = certificateOf(plainStory())
  const written = (value: unknown) => {
    const read = decodeCertificate(new TextEncoder().encode(JSON.stringify(value)))
    return read.kind === 'malformed' ? `${read.field} ${read.problem}` : 'read'
  }
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`
  const read = decodeCertificate(new TextEncoder().encode(deep))
  t.like(read, { kind: 'malformed', problem: 'must be at most 24 levels deep' })
  t.regex(written({ ...certificate, signature: undefined }), /^signature is missing/)
  t.regex(written({ ...certificate, signature: 'ab' }), /^signature must be 128 lower-case hex digits/)
  t.regex(written(JSON.parse(new TextDecoder().decode(encodeBountyLog(certificate.log)))), /^type /)
  t.is(toHex(key).length, 64)
})
