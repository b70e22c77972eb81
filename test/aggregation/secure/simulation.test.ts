import test from 'ava'
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import {
  checkGroup,
  type DropStage,
  dropStages,
  type Fault,
  neighbourhoodFor,
  type SimulationOptions,
  type SimulationOutcome,
  simulateAttempt,
  simulatedContext,
} from '../../../aggregation/secure/index.ts'
import { hashSum } from '../../../aggregation/secure/server/index.ts'
import { groupOf, inputOf, sumOf, testFloors, testParameters } from './group.ts'

const colluders: Readonly<Record<number, number>> = {
  3: 0,
  4: 1,
  5: 1,
  7: 2,
  10: 3,
  20: 6,
  64: 21,
  128: 40,
}

function play(
  size: number,
  faults: readonly Fault[],
  changes: Partial<SimulationOptions> = {},
): SimulationOutcome {
  const parameters = testParameters({ colluders: colluders[size] ?? 1, maximumGroup: Math.max(size, 32) })
  const group = groupOf(size)
  const context = changes.context ?? simulatedContext(parameters)
  const { dimension } = context.parameters
  const members = group.signers.map((signer, i) => ({
    signer,
    organisation: `organisation ${i + 1}`,
    input: inputOf(i + 1, dimension),
  }))
  return simulateAttempt({
    context,
    members,
    coordinator: group.coordinator,
    floors: testFloors,
    random: unsafeFixedRandom(`attempt of ${size}`),
    faults,
    ...changes,
  })
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** Members 2, 3, ... go silent: never a prefix, so that both signs of the pairwise masks are left over. */
function silence(count: number, before: DropStage): Fault[] {
  return range(2, count + 1).map(member => ({ member, kind: 'drop', before }))
}

function expectedSurvivors(size: number, count: number, stage: DropStage): number[] | undefined {
  const parameters = testParameters({ colluders: colluders[size]! })
  const left = range(1, size).filter(member => member === 1 || member > count + 1)
  if (stage === 'advertise')
    return checkGroup(parameters, size - count, testFloors) === undefined ? left : undefined
  if (left.length < Math.max(3, neighbourhoodFor(parameters, size)!.threshold)) return undefined
  return stage === 'survivors' || stage === 'unmask' ? range(1, size) : left
}

for (const size of [3, 4, 5, 7, 10, 20]) {
  test(`${size} members give the exact sum of the survivors or abort cleanly, whoever drops at whatever stage`, t => {
    const spare = size - neighbourhoodFor(testParameters({ colluders: colluders[size]! }), size)!.threshold
    const counts = size < 20 ? range(0, spare + 1) : [1, spare, spare + 1]
    for (const stage of dropStages) {
      for (const count of counts) {
        const label = `${count} dropped before ${stage}`
        const outcome = play(size, silence(count, stage))
        const survivors = expectedSurvivors(size, count, stage)
        t.is(outcome.kind, survivors === undefined ? 'aborted' : 'finished', label)
        if (outcome.kind === 'aborted') {
          if (stage !== 'advertise') t.deepEqual(outcome.missing, range(2, count + 1), label)
          t.deepEqual(outcome.blamed, [], label)
          continue
        }
        t.deepEqual(outcome.survivors, survivors, label)
        t.deepEqual(outcome.sum, sumOf(survivors!, 9), label)
        t.deepEqual(outcome.result.sumHash, hashSum(outcome.sum), label)
        t.deepEqual(outcome.refusals, [], label)
      }
    }
  })
}

for (const size of [64, 128]) {
  test(`${size} members on the complete graph lose as many as the threshold allows, and one more ends it`, t => {
    const spare = size - neighbourhoodFor(testParameters({ colluders: colluders[size]! }), size)!.threshold
    const whole = play(size, silence(spare, 'input'))
    if (whole.kind !== 'finished') return t.fail(whole.reason)
    t.deepEqual(whole.survivors, expectedSurvivors(size, spare, 'input'))
    t.deepEqual(whole.sum, sumOf(whole.survivors, 9))
    // Sharing among 128 takes seconds; that one fewer is too few was counted for 64 and for all the small sizes.
    if (size > 64) return
    const broken = play(size, silence(spare + 1, 'input'))
    t.is(broken.kind === 'aborted' ? broken.reason : broken.kind, 'too-few-inputs')
    t.deepEqual(broken.blamed, [])
  })
}

test('members may drop at different stages of one attempt', t => {
  const faults: Fault[] = [
    { member: 1, kind: 'drop', before: 'share' },
    { member: 4, kind: 'drop', before: 'input' },
    { member: 10, kind: 'drop', before: 'unmask' },
  ]
  const outcome = play(10, faults)
  if (outcome.kind !== 'finished') return t.fail('aborted')
  t.deepEqual(outcome.survivors, [2, 3, 5, 6, 7, 8, 9, 10])
  t.deepEqual(outcome.sum, sumOf(outcome.survivors, 9))
})

test('every width of ring sums exactly, with its largest inputs', t => {
  for (const bits of range(8, 32)) {
    const capacity = Math.floor((2 ** (bits - 1) - 1) / 5)
    const parameters = testParameters({ bits, bound: capacity, maximumGroup: 5, dimension: 5 })
    const group = groupOf(5)
    const input = Int32Array.of(capacity, -capacity, 0, 1, -1)
    const members = group.signers.map((signer, i) => ({
      signer,
      organisation: `organisation ${i + 1}`,
      input,
    }))
    const outcome = play(5, silence(1, 'input'), { context: simulatedContext(parameters), members })
    if (outcome.kind !== 'finished') return t.fail(`aborted at ${bits} bits`)
    t.deepEqual(
      outcome.sum,
      input.map(value => 4 * value),
      `${bits} bits`,
    )
  }
})

test('an attempt ends the same when every member is killed after every step and every message is copied', t => {
  const plain = play(5, silence(1, 'input'))
  const copied = play(5, silence(1, 'input'), {
    restartMembers: true,
    chunkBytes: 7,
    wire: (_name, message) => structuredClone(message),
  })
  if (plain.kind !== 'finished' || copied.kind !== 'finished') return t.fail('aborted')
  t.deepEqual(copied.sum, plain.sum)
  t.deepEqual(copied.result, plain.result)
  t.deepEqual(
    copied.memberStates.map(state => state?.phase),
    ['done', 'inbox-accepted', 'done', 'done', 'done'],
  )
})

test('a member that opens a wrong share is named and the sum comes out all the same', t => {
  for (const dropped of [false, true]) {
    // Share of a survivor's self seed, then of a dropped member's mask key.
    const faults: Fault[] = [{ member: 5, kind: 'wrong-share', of: 3 }]
    if (dropped) faults.push({ member: 3, kind: 'drop', before: 'input' })
    const outcome = play(7, faults)
    if (outcome.kind !== 'finished') return t.fail('aborted')
    t.deepEqual(outcome.blamed, [5])
    t.deepEqual(outcome.sum, sumOf(dropped ? [1, 2, 4, 5, 6, 7] : range(1, 7), 9))
  }
})

test('a member that commits to another seed than it shares is named and the attempt aborts', t => {
  const outcome = play(5, [{ member: 2, kind: 'wrong-commitment' }])
  if (outcome.kind !== 'aborted') return t.fail('finished')
  t.is(outcome.reason, 'inconsistent-shares')
  t.deepEqual(outcome.blamed, [2])
})

test('a box that does not open ends the attempt with a complaint about its dealer', t => {
  const outcome = play(5, [{ member: 4, kind: 'bad-box', to: 2 }])
  if (outcome.kind !== 'aborted') return t.fail('finished')
  t.is(outcome.reason, 'complaint')
  t.deepEqual(outcome.accusation, { accuser: 2, accused: 4 })
  t.deepEqual(outcome.blamed, [], 'a word against a word proves nothing')
})

test('a short input is refused before it counts and its sender is treated as dropped', t => {
  const outcome = play(5, [{ member: 4, kind: 'wrong-length' }])
  if (outcome.kind !== 'finished') return t.fail('aborted')
  t.deepEqual(outcome.survivors, [1, 2, 3, 5])
  t.deepEqual(outcome.sum, sumOf([1, 2, 3, 5], 9))
  t.deepEqual(
    outcome.refusals.map(({ member, rejection }) => [member, rejection.reason]),
    [[4, 'wrong-length']],
  )
})

test('too many wrong shares leave the attempt without a sum and name every liar', t => {
  const outcome = play(5, [
    { member: 4, kind: 'wrong-share', of: 1 },
    { member: 5, kind: 'wrong-share', of: 1 },
  ])
  if (outcome.kind !== 'aborted') return t.fail('finished')
  t.is(outcome.reason, 'too-few-shares')
  t.deepEqual(outcome.blamed, [4, 5])
})
