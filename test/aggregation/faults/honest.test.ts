/** Soundness: whatever honest holders sign over many attempts, rounds and groups, no proof against them comes of it. */
import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { type Signer, unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import {
  drawPlace,
  type FaultProof,
  holderFault,
  inconsistentShares,
  ownShareAltered,
  seedCommitmentSaid,
  twoMessages,
  verifyFault,
} from '../../../aggregation/faults/index.ts'
import { commitSeed } from '../../../aggregation/secure/draw/index.ts'
import { type DropStage, dropStages, type Fault } from '../../../aggregation/secure/index.ts'
import { groupOf } from '../secure/group.ts'
import { type Overheard, overhear, overhearOne, type Said } from './overheard.ts'

const size = 4

function isProved(signer: Signer, proof: FaultProof): boolean {
  return verifyFault(holderFault(signer.publicKey, proof)).kind === 'proved'
}

const attempts = [
  [1, 1],
  [1, 2],
  [2, 1],
] as const

/** Everything that is said in two rounds, one of them tried twice, each with a draw and two groups; some members are lost. */
function everythingSaid(losses: readonly Fault[], seed: string) {
  const group = groupOf(size)
  const random = unsafeFixedRandom(seed)
  const said: Said[] = []
  for (const [round, attempt] of attempts) {
    const context = { ...group.context, round, attempt }
    group.signers.forEach((signer, i) => {
      const { message } = commitSeed(context, { minimumCohort: 3, groupSize: 3 }, signer, random)
      said.push({ member: i + 1, place: drawPlace(context), statement: seedCommitmentSaid(message) })
    })
    for (const number of [1, 2]) {
      const ofGroup = { ...context, group: number, partition: random.bytes(32) }
      const faults = attempt === 1 && number === 1 ? losses : []
      said.push(...overhear(group, ofGroup, faults, random).said)
    }
  }
  return { group, said }
}

const loss = fc.record({
  member: fc.integer({ min: 1, max: size }),
  kind: fc.constant('drop' as const),
  before: fc.constantFrom<DropStage>(...dropStages),
})

testProp(
  'no two messages of an honest holder contradict each other, whichever place they are held to',
  [fc.uniqueArray(loss, { maxLength: 3, selector: ({ member }) => member }), fc.string()],
  (t, losses, seed) => {
    const { group, said } = everythingSaid(losses, seed)
    t.true(said.length > 50)
    for (const [i, signer] of group.signers.entries()) {
      const own = said.filter(({ member }) => member === i + 1)
      for (const [at, one] of own.entries())
        for (const other of own.slice(at)) {
          const proof = twoMessages(other.place, other.statement, one.statement)
          if (isProved(signer, proof)) t.fail(`${one.statement.kind}, ${other.statement.kind}`)
        }
    }
  },
  { numRuns: 2 },
)

test('control: every message that was overheard is signed at its place, so that pairs fail by agreeing', t => {
  const { group, said } = everythingSaid([], 'control')
  for (const { member, place, statement } of said) {
    const proof = twoMessages(place, statement, statement)
    const verdict = verifyFault(holderFault(group.signers[member - 1]!.publicKey, proof))
    t.deepEqual(verdict, { kind: 'not-proved', reason: 'no-contradiction' })
  }
})

/** A dealer's shares as its holders opened them. */
function openingsOf({ place, context, advertisements, keyShares, unmaskings }: Overheard, dealer: number) {
  const kept = [...unmaskings].flatMap(([holder, { selfShares, keyShares: lost }]) => {
    const self = selfShares.find(({ of }) => of === dealer)
    const key = lost.find(({ of }) => of === dealer)
    const found = self ?? key
    return found === undefined
      ? []
      : [{ holder, share: found.share, salt: found.salt, isSelf: found === self }]
  })
  return {
    place: place!,
    parameters: context.parameters,
    dealer: { index: dealer, advertisement: advertisements[dealer - 1]! },
    keyShares: keyShares.get(dealer)!,
    secret: kept[0]?.isSelf === false ? ('mask-key' as const) : ('self-seed' as const),
    opened: kept.map(({ holder, share, salt }) => ({ holder, share, salt })),
  }
}

/** A session for each member that may be lost before its input. */
const sessions = Array.from({ length: size }, (_, i) =>
  overhearOne(size, [{ member: i + 1, kind: 'drop', before: 'input' }]),
)

testProp(
  'no choice of the shares of an honest dealer rebuilds another secret, be they of its seed or of its mask key',
  [fc.integer({ min: 1, max: size }), fc.integer({ min: 1, max: size }), fc.subarray([0, 1, 2, 3])],
  (t, silent, dealer, chosen) => {
    const heard = sessions[silent - 1]!
    const facts = openingsOf(heard, dealer)
    const opened = chosen.flatMap(i => facts.opened[i] ?? [])
    const signer = heard.group.signers[dealer - 1]!
    for (const secret of ['self-seed', 'mask-key'] as const)
      t.false(isProved(signer, inconsistentShares({ ...facts, secret, opened })))
    const verdict = verifyFault(holderFault(signer.publicKey, inconsistentShares(facts)))
    t.deepEqual(verdict, { kind: 'not-proved', reason: 'honest' })
  },
  { numRuns: 20 },
)

test('an honest member that opens its own share as it dealt it is not proved to have altered it, under any index', t => {
  const heard = overhearOne(size)
  const signer = heard.group.signers[1]!
  for (let index = 1; index <= size; index++) {
    // The path of another member's entry, or none, does not make its index this member's.
    const member = { index, advertisement: heard.advertisements[1]!, path: [] }
    const proof = ownShareAltered(heard.place!, member, heard.keyShares.get(2)!, heard.unmaskings.get(2)!)
    t.false(isProved(signer, proof))
  }
})
