/**
 * Check 4: five members, each gone before any of the five stages or staying: 6^5 = 7,776 schedules. All that end in a sum are played, all
 * up to the order of the members, and every thirteenth of the others; with PARLEY_ALL_SCHEDULES=1 all of them, in some three minutes.
 */
import test from 'ava'
import { generateSigner, type RandomSource, unsafeFixedRandom } from '../../../aggregation/crypto/index.ts'
import {
  dropStages,
  type Fault,
  simulateAttempt,
  simulatedContext,
} from '../../../aggregation/secure/index.ts'
import { inputOf, sumOf, testFloors, testParameters } from './group.ts'

const size = 5
const dimension = 2
const colluders = 1
/** The stage before which each member goes; 5 for one that stays. Said here once more, apart from the product. */
type Schedule = readonly number[]

/** All schedules: the digits of 0 to 6^5 - 1 in base 6. */
function schedules(): Schedule[] {
  return Array.from({ length: 6 ** size }, (_, i) =>
    Array.from({ length: size }, (_, member) => Math.floor(i / 6 ** member) % 6),
  )
}

/**
 * Whether a schedule is among those that are played: without the environment's word, not each order of the members who
 * fail. 13 shares no factor with 6, so that every member is seen to go at every stage.
 */
function isPlayed(schedule: Schedule, place: number): boolean {
  if (process.env.PARLEY_ALL_SCHEDULES === '1' || place % 13 === 0) return true
  const isSorted = schedule.every((gone, i) => i === 0 || schedule[i - 1]! <= gone)
  return isSorted || expectedSurvivors(schedule) !== undefined
}

/** Who is summed, or undefined for a clean abort: from the paper's conditions, by counting. */
function expectedSurvivors(schedule: Schedule): number[] | undefined {
  const count = (stage: number) => schedule.filter(gone => gone > stage).length
  const n = count(0)
  if (n < 3) return undefined
  // A group of three needs all of them; t is the least with 2t > n + c; t - c honest members, two at least.
  const t = n === 3 ? 3 : Math.floor((n + colluders) / 2) + 1
  if (2 * t <= n + colluders || t - colluders < 2) return undefined
  // Shares, inputs, signatures and openings: each stage needs t of those who reached it.
  for (const stage of [1, 2, 3, 4]) if (count(stage) < Math.max(t, stage <= 2 ? 3 : t)) return undefined
  return schedule.flatMap((gone, i) => (gone > 2 ? [i + 1] : []))
}

const fixed = unsafeFixedRandom('exhaustive')
const coordinator = generateSigner(fixed).signer
const signers = Array.from({ length: size }, () => generateSigner(fixed).signer)
const context = simulatedContext(testParameters({ colluders, dimension }))

function play(schedule: Schedule, random: RandomSource) {
  const faults = schedule.flatMap((gone, i): Fault[] =>
    gone < 5 ? [{ member: i + 1, kind: 'drop', before: dropStages[gone]! }] : [],
  )
  return simulateAttempt({
    context,
    members: signers.map((signer, i) => ({
      signer,
      organisation: `organisation ${i + 1}`,
      input: inputOf(i + 1, dimension),
    })),
    coordinator,
    floors: testFloors,
    random,
    faults,
  })
}

test('check 4: every drop-out schedule of five members ends in the exact sum or a clean abort, as counting says', t => {
  const all = schedules().filter(isPlayed)
  let [finished, aborted] = [0, 0]
  for (const schedule of all) {
    const outcome = play(schedule, unsafeFixedRandom(`exhaustive ${schedule.join('')}`))
    const survivors = expectedSurvivors(schedule)
    const label = `gone before ${schedule.join(', ')}`
    if (outcome.kind === 'finished') {
      finished++
      if (survivors === undefined) return t.fail(`finished: ${label}`)
      t.deepEqual(outcome.survivors, survivors, label)
      t.deepEqual(outcome.sum, sumOf(survivors, dimension), label)
    } else {
      aborted++
      if (survivors !== undefined) return t.fail(`${outcome.reason}: ${label}`)
      t.deepEqual(outcome.blamed, [], label)
    }
    t.deepEqual(outcome.refusals, [], label)
  }
  // Of five, one may go after it advertised: 1 + 5 * 4. Of four, likewise: 5 * (1 + 4 * 4). Of three nobody: 10.
  t.is(finished, 21 + 85 + 10)
  t.is(finished + aborted, all.length)
  t.true(all.length > 800)
})
