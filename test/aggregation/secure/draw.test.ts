import { fc, testProp } from '@fast-check/ava'
import test from 'ava'
import { toHex, unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import {
  acceptPartition,
  closeCommitments,
  closeReveals,
  commitSeed,
  type DrawState,
  type DrawTrust,
  type LogHead,
  openDraw,
  type Revealing,
  receiveCommitment,
  receiveReveal,
  revealSeed,
  type SeedRevealed,
} from '../../../aggregation/secure/draw/index.ts'
import { cohortRootOf, cutCohort, partitionSeedOf } from '../../../aggregation/secure/draw/partition.ts'
import { cohortPayload, partitionPayload } from '../../../aggregation/secure/draw/signing.ts'
import { accepted, groupOf, refusal } from './group.ts'

const logHead: LogHead = { size: 40, root: new Uint8Array(32).fill(7) }

/** The state, which must be in this phase. */
function during<Phase extends DrawState['phase']>(phase: Phase, state: DrawState) {
  if (state.phase !== phase) throw new Error(`the draw is ${state.phase}, not ${phase}`)
  return state as Extract<DrawState, { phase: Phase }>
}

function cutOf(state: Revealing) {
  return during('cut', closeReveals(state))
}

/** A cohort with its coordinator, drawn from a seed; `silent` commit and never show their seeds. */
function draw(size: number, groupMinimum: number, silent: readonly number[] = [], seed = 'draw') {
  const group = groupOf(size)
  const random = unsafeFixedRandom(seed)
  const trust: DrawTrust = {
    coordinatorKey: group.coordinator.publicKey,
    registry: group.trust.registry,
    minimumGroup: 3,
    mostSilentPermille: 300,
    leastLogSize: 40,
  }
  const parameters = { ...group.context.parameters, minimumGroup: groupMinimum }
  const context = { ...group.context, parameters }
  let committing = openDraw(context, group.coordinator)
  const committed = group.signers.map(signer => {
    const { state, message } = commitSeed(context, signer, random)
    committing = accepted(receiveCommitment(committing, message, group.trust.registry)).state
    return state
  })
  let revealing = during('revealing', closeCommitments(committing, logHead))
  const { cohort } = revealing
  const members = committed.flatMap((state, i) => {
    if (silent.includes(i + 1)) return []
    const step = accepted(revealSeed(state, cohort, trust))
    revealing = accepted(receiveReveal(revealing, state.identityKey, step.output)).state
    return [step.state]
  })
  return { group, trust, committed, members, cohort, revealing, cut: cutOf(revealing) }
}

testProp(
  'every member cuts the cohort as the coordinator does, each into one group that is large enough',
  [
    fc.integer({ min: 3, max: 24 }),
    fc.integer({ min: 3, max: 7 }),
    fc.integer({ min: 0, max: 3 }),
    fc.string(),
  ],
  (t, size, wanted, silentCount, seed) => {
    const silent = Array.from(
      { length: Math.min(silentCount, Math.floor(size * 0.3), size - 3) },
      (_, i) => 2 + i,
    )
    const present = size - silent.length
    const groupMinimum = Math.min(wanted, present)
    const { members, trust, cut } = draw(size, groupMinimum, silent, seed)
    const drawn = members.map(state => accepted(acceptPartition(state, cut.revealed, trust)).state)
    for (const [i, { partition, group }] of drawn.entries()) {
      t.deepEqual(partition, cut.partition)
      t.true(partition.groups[group]!.some(key => toHex(key) === toHex(members[i]!.identityKey)))
    }
    const { groups } = cut.partition
    t.is(groups.length, Math.max(1, Math.floor(present / groupMinimum)))
    for (const one of groups) t.true(one.length >= groupMinimum && one.length < 2 * groupMinimum)
    t.is(new Set(groups.flat().map(toHex)).size, present, 'everybody is in one group')
  },
  { numRuns: 30 },
)

test('any other seed, silence or head of the log gives another partition', t => {
  const base = draw(12, 4).cut.partition.hash
  t.notDeepEqual(draw(12, 4, [], 'another').cut.partition.hash, base)
  t.notDeepEqual(draw(12, 4, [5]).cut.partition.hash, base)
  const { revealing } = draw(12, 4)
  const later = { ...revealing, cohort: { ...revealing.cohort, logHead: { ...logHead, size: 41 } } }
  t.notDeepEqual(cutOf(later).partition.hash, base)
})

test('every member is as likely in one group as in another', t => {
  const counts = Array.from({ length: 6 }, () => [0, 0])
  const members = Array.from({ length: 6 }, (_, i) => new Uint8Array(32).fill(i))
  const random = unsafeFixedRandom('uniform groups')
  const draws = 20_000
  const context = new Uint8Array(32)
  for (let i = 0; i < draws; i++) {
    const { groups } = cutCohort(context, context, random.bytes(32), members, 3)
    groups.forEach((group, place) => {
      for (const key of group) counts[key[0]!]![place]!++
    })
  }
  for (const [first] of counts) {
    // A fair coin 20,000 times: five standard deviations are 354.
    t.true(Math.abs(first! - draws / 2) < 354, `${counts} with the seed "uniform groups"`)
  }
})

test('a coordinator that picks the log’s head after it saw the seeds is refused; unchecked it would choose the groups', t => {
  const { group, members, trust, revealing, cut } = draw(12, 4)
  const grinding = { ...revealing, cohort: { ...revealing.cohort, logHead: { ...logHead, size: 99 } } }
  const chosen = cutOf(grinding)
  t.notDeepEqual(chosen.partition.hash, cut.partition.hash)
  t.is(refusal(acceptPartition(members[0]!, chosen.revealed, trust)).reason, 'bad-signature')
  // The control: a member that had not fixed the head would follow.
  const careless: SeedRevealed = { ...members[0]!, logHead: grinding.cohort.logHead }
  t.deepEqual(accepted(acceptPartition(careless, chosen.revealed, trust)).state.partition, chosen.partition)
  t.is(group.signers.length, 12)
})

test('a coordinator that leaves out a seed that was shown is refused by whose it is', t => {
  const { members, trust, revealing } = draw(12, 4)
  const victim = members[2]!
  const without = revealing.seeds.remove(toHex(victim.identityKey))
  const { revealed } = cutOf({ ...revealing, seeds: without })
  t.is(refusal(acceptPartition(victim, revealed, trust)).reason, 'own-entry-altered')
  t.is(acceptPartition(members[3]!, revealed, trust).kind, 'accepted', 'the control: the others cannot know')
})

test('a seed is shown to one cohort only, and to the same one again', t => {
  const { group, committed, members, trust, cohort } = draw(12, 4)
  const smaller = { ...cohort, entries: cohort.entries.slice(0, 10) }
  const other = {
    ...smaller,
    signature: group.coordinator.sign(
      cohortPayload(cohort.drawContext, cohortRootOf(smaller.entries), cohort.logHead),
    ),
  }
  t.is(refusal(revealSeed(members[0]!, other, trust)).reason, 'second-cohort')
  t.deepEqual(accepted(revealSeed(members[0]!, cohort, trust)).output.seed, committed[0]!.seed)
  t.is(
    revealSeed(committed[0]!, other, trust).kind,
    'accepted',
    'the control: a member that forgot shows it to both',
  )
})

test('a cohort that is foreign, unsigned, out of order, stale, too small or without this member gets no seed', t => {
  const { group, committed, trust, cohort } = draw(12, 4)
  const signed = (changes: Partial<typeof cohort>) => {
    const changed = { ...cohort, ...changes }
    const payload = cohortPayload(changed.drawContext, cohortRootOf(changed.entries), changed.logHead)
    return { ...changed, signature: group.coordinator.sign(payload) }
  }
  const first = cohort.entries[0]!
  const reasonFor = (one: typeof cohort, by: Partial<DrawTrust> = {}) =>
    refusal(revealSeed(committed[0]!, one, { ...trust, ...by })).reason
  t.is(reasonFor(signed({ drawContext: new Uint8Array(32) })), 'wrong-context')
  t.is(reasonFor({ ...cohort, logHead: { ...logHead, size: 41 } }), 'bad-signature')
  t.is(reasonFor(signed({ entries: [...cohort.entries].reverse() })), 'roster-order')
  t.is(reasonFor(signed({ entries: [first, ...cohort.entries] })), 'roster-order')
  t.is(reasonFor(signed({ entries: cohort.entries.slice(1) })), 'own-entry-altered')
  t.is(
    reasonFor(
      signed({ entries: [{ ...first, commitment: new Uint8Array(32) }, ...cohort.entries.slice(1)] }),
    ),
    'own-entry-altered',
  )
  t.is(reasonFor(cohort, { leastLogSize: 41 }), 'stale-log')
  t.is(reasonFor(cohort, { minimumGroup: 13 }), 'group-too-small')
  t.is(reasonFor(cohort, { registry: () => undefined }), 'unregistered-identity')
})

test('seeds that were not committed to, too much silence and groups below the floor end the draw for a member', t => {
  const { group, members, trust, cohort, revealing, cut } = draw(12, 4)
  const reasonFor = (revealed: typeof cut.revealed, by: Partial<DrawTrust> = {}) =>
    refusal(acceptPartition(members[0]!, revealed, { ...trust, ...by })).reason
  const swapped = cut.revealed.seeds.with(5, new Uint8Array(32))
  t.is(reasonFor({ ...cut.revealed, seeds: swapped }), 'wrong-seed')
  t.is(reasonFor({ ...cut.revealed, seeds: cut.revealed.seeds.slice(1) }), 'malformed')
  const seedsOf = (count: number) => {
    const kept = new Set(members.slice(0, count).map(({ identityKey }) => toHex(identityKey)))
    return revealing.seeds.filter((_, key) => kept.has(key))
  }
  const few = seedsOf(8)
  const quiet = cutOf({ ...revealing, seeds: few })
  t.is(reasonFor(quiet.revealed), 'too-many-silent')
  t.is(acceptPartition(members[0]!, quiet.revealed, { ...trust, mostSilentPermille: 400 }).kind, 'accepted')
  t.is(reasonFor(quiet.revealed, { mostSilentPermille: 1000, minimumGroup: 5 }), 'group-too-small')
  const alone = seedsOf(3)
  t.like(closeReveals({ ...revealing, seeds: alone }), { phase: 'failed', stage: 'revealing' })
  // A coordinator that cuts them all the same.
  const forced = cutOf({ ...revealing, seeds: alone, groupMinimum: 3 })
  t.is(reasonFor(forced.revealed, { mostSilentPermille: 1000 }), 'group-too-small')
  const { drawContext } = cohort
  const seed = partitionSeedOf(drawContext, revealing.cohortRoot, logHead, cut.revealed.seeds)
  t.deepEqual(group.coordinator.sign(partitionPayload(drawContext, seed)), cut.revealed.signature)
})

test('the coordinator takes one commitment of an identity, and only the seed that was committed to', t => {
  const { group, committed, revealing } = draw(5, 3)
  const open = openDraw(group.context, group.coordinator)
  const random = unsafeFixedRandom('second thoughts')
  const [one, other] = [1, 2].map(() => commitSeed(group.context, group.signers[0]!, random).message)
  const taken = accepted(receiveCommitment(open, one!, group.trust.registry)).state
  t.is(accepted(receiveCommitment(taken, one!, group.trust.registry)).state, taken)
  t.is(refusal(receiveCommitment(taken, other!, group.trust.registry)).reason, 'conflicting-message')
  t.is(
    refusal(receiveCommitment(open, { ...one!, commitment: other!.commitment }, group.trust.registry)).reason,
    'bad-signature',
  )
  t.is(refusal(receiveCommitment(open, one!, () => undefined)).reason, 'unregistered-identity')
  const { drawContext } = revealing
  const [first, second] = committed
  const wrong = receiveReveal(revealing, first!.identityKey, { drawContext, seed: second!.seed })
  t.is(refusal(wrong).reason, 'wrong-seed')
})
