/** Who plays in the demonstration, what each really does, and the drills that some of them go through. */

/** What a hospital really does; nobody in the bounty knows it, and no score is told. */
export type Part =
  | 'honest'
  /** Declares its records, and hands back every model as it got it. */
  | 'free-rider'
  /** Trains, on records whose labels are all wrong. */
  | 'bad-labels'

export interface Organisation {
  readonly organisation: string
  readonly displayName: string
}

export interface Hospital extends Organisation {
  readonly part: Part
  /** Records in its folder, which it declares. */
  readonly examples: number
}

const honestOnes: readonly Organisation[] = [
  { organisation: 'st-anna', displayName: 'St. Anna Hospital' },
  { organisation: 'bergmann', displayName: 'Bergmann Clinic' },
  { organisation: 'northgate', displayName: 'Northgate Royal Infirmary' },
  { organisation: 'san-rocco', displayName: 'Ospedale San Rocco' },
  { organisation: 'lakeside', displayName: 'Lakeside Medical Center' },
]
const most = 640
const fewest = 500

/** It declares more than anybody, as whoever is paid by what they declare would: so much for each record of the honest ones. */
const freeRider = {
  organisation: 'vall-verde',
  displayName: 'Hospital Vall Verde',
  part: 'free-rider',
} as const
const freeRiderShare = 0.385
const badLabels = { organisation: 'marienhof', displayName: 'Klinik Marienhof', part: 'bad-labels' } as const
const badLabelsShare = 0.105
const mostBadLabels = 300

/** No holder may declare more. */
export const maximumExamples = 2_000

export const buyer: Organisation = { organisation: 'optica-labs', displayName: 'Optica Labs' }

export const evaluators: readonly Organisation[] = [
  { organisation: 'metrika', displayName: 'Metrika Institute' },
  { organisation: 'probatio', displayName: 'Probatio Laboratory' },
  { organisation: 'verita', displayName: 'Verita Testing' },
]

/** `count` hospitals, 3 or more: honest ones, from the largest to the smallest, one free rider, one with bad labels. */
export function castOf(count: number): readonly Hospital[] {
  const honest = Array.from({ length: count - 2 }, (_, i): Hospital => {
    const number = i + 1
    const named = honestOnes[i] ?? { organisation: `hospital-${number}`, displayName: `Hospital ${number}` }
    const examples = Math.round(most - ((most - fewest) * i) / Math.max(1, count - 3))
    return { ...named, part: 'honest', examples }
  })
  const all = honest.reduce((sum, { examples }) => sum + examples, 0)
  const tens = (examples: number) => 10 * Math.round(examples / 10)
  return [
    ...honest,
    { ...freeRider, examples: Math.min(maximumExamples, tens(freeRiderShare * all)) },
    { ...badLabels, examples: Math.min(mostBadLabels, tens(badLabelsShare * all)) },
  ]
}

/** Holders of the smallest group that a round is cut into: three, the least that may be summed, while there are few. */
export function groupSizeFor(holders: number): number {
  return holders < 8 ? 3 : 4
}

/**
 * Rounds that tell so many holders apart: each gives one comparison less than it has groups, and the regression wants four for
 * each holder but one; two more, as a group may fail and the last round not be needed. Without groups to compare, as many
 * as the model takes.
 */
export function roundsFor(holders: number): number {
  const groups = Math.floor(holders / groupSizeFor(holders))
  return groups < 2 ? 16 : Math.ceil((4 * (holders - 1)) / (groups - 1)) + 2
}

/** Whoever the draw names first stands still after `stage` of `round`, is killed there, and comes back when the round is over. */
export interface Drill {
  readonly round: number
  readonly stage: 'shared' | 'masked'
}

/** The smallest group that goes on without one of its members: two of three would show each other's update. */
export const smallestToSpareOne = 4

/**
 * Two deaths at the two worst moments: with its masks shared but its update not yet sent, so that its masks have to be
 * taken out of everybody else's; and with its update sent but the survivors not yet agreed, so that its own mask has to
 * be rebuilt by the others. Between them is time to come back, and after them a round to come back in. None where no
 * group can spare anybody, which six holders in two groups cannot.
 */
export function drillsFor(holders: number, rounds: number): readonly Drill[] {
  const groups = Math.floor(holders / groupSizeFor(holders))
  if (Math.ceil(holders / groups) < smallestToSpareOne) return []
  // Not among the first rounds of a long training, which decide most about scores.
  const first = rounds > 14 ? 8 : 2
  const drills: readonly Drill[] = [
    { round: first, stage: 'shared' },
    { round: first + 3, stage: 'masked' },
  ]
  // The last round may not be needed.
  return drills.filter(({ round }) => round < rounds - 1)
}
