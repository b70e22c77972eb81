/**
 * The weights by which an epoch's quality and evaluators' pools are shared. They are recomputed from the leaves, so that a coordinator
 * that writes others is found by whoever reads them.
 */
import {
  type ContributionInput,
  type Contributions,
  fromHex,
  scoreContributions,
  usualContributionSettings,
  type Weight,
  weightedMedian,
} from '../../aggregation/index.ts'
import type { ScoringTerms } from '../scoring-terms.ts'
import type { ScoredMember, ScoredRound, Scoring, ScoringState } from './scoring.ts'
import { scoredRoundsOf } from './scoring-phases.ts'

export interface EpochWeights {
  readonly quality: HolderWeight[]
  readonly evaluators: HolderWeight[]
}

interface HolderWeight {
  holder: string
  weight: string
}

/** What contributions come to; `scoreContributions`, wherever it runs. */
export type ScoreContributions = (input: ContributionInput) => ReturnType<typeof scoreContributions>

/** The weights of an epoch's quality and evaluators' pools, as its closing leaf has to name them. */
export function epochWeights(state: ScoringState, epoch: number): EpochWeights {
  const known = weighed.get(state.scoring)
  if (known?.epoch === epoch) return known.weights
  const input = inputOf(state, epoch)
  return remember(state, epoch, input, input && scoreContributions(input))
}

/**
 * Finds the weights beforehand, by a thread for instance: `epochWeights` then answers at once for this state, and for those that follow
 * from it without another word about scores.
 */
export async function prepareWeights(
  state: ScoringState,
  epoch: number,
  score: (...args: Parameters<ScoreContributions>) => Promise<ReturnType<ScoreContributions>>,
): Promise<void> {
  if (weighed.get(state.scoring)?.epoch === epoch) return
  const input = inputOf(state, epoch)
  remember(state, epoch, input, input && (await score(input)))
}

/** Whoever closes an epoch asks for its weights, and the rules then ask again: seconds for many holders and rounds. */
const weighed = new WeakMap<Scoring, { readonly epoch: number; readonly weights: EpochWeights }>()

function remember(
  state: ScoringState,
  epoch: number,
  input: ContributionInput | undefined,
  scored: ReturnType<ScoreContributions> | undefined,
): EpochWeights {
  const isScored = input !== undefined && scored?.kind === 'scored'
  const weights = {
    // More players than can be told apart, over a long epoch: nobody is scored, and the pool is shared as the rounds are.
    quality: isScored ? qualityOf(input, scored) : [],
    evaluators: workOf(scoredRoundsOf(state, epoch)),
  }
  weighed.set(state.scoring, { epoch, weights })
  return weights
}

/** What is scored of an epoch; undefined where nothing was tested. */
function inputOf(state: ScoringState, epoch: number): ContributionInput | undefined {
  const { scoring: terms, cohort } = state.terms
  if (terms === undefined) return undefined
  const tested = scoredRoundsOf(state, epoch).flatMap(scored => {
    const utilities = agreedUtilities(terms, scored)
    return utilities === undefined ? [] : [{ ...scored, utilities }]
  })
  if (tested.length === 0) return undefined
  const idOf = ({ organisation, datasetRoot }: ScoredMember) => `${organisation} ${datasetRoot}`
  const members = new Map(tested.flatMap(({ groups }) => groups.flat()).map(member => [idOf(member), member]))
  return {
    participants: [...members].map(([id, { organisation, datasetRoot }]) => ({
      id,
      organisation,
      datasetRoot,
    })),
    rounds: tested.map(({ seed, groups, utilities }) => ({
      seed: fromHex(seed),
      groups: groups.map(group => group.map(idOf)),
      utilities,
    })),
    settings: {
      ...usualContributionSettings,
      mode: cohort.groupSize === undefined ? 'privacy-max' : 'groups',
      gateBasisPoints: 100n * BigInt(terms.gate),
    },
  }
}

/** What an epoch's weights follow from. */
export interface EpochScores {
  readonly scores: Contributions
  /** By the names of participants in the scores. */
  readonly organisations: ReadonlyMap<string, string>
  /** Rounds of which enough evaluators showed what they found. */
  readonly testedRounds: number
}

/** Scores of an epoch's holders; undefined where no round was tested, and where there are more players than can be told apart. */
export function epochScores(state: ScoringState, epoch: number): EpochScores | undefined {
  const input = inputOf(state, epoch)
  const scored = input && scoreContributions(input)
  if (input === undefined || scored?.kind !== 'scored') return undefined
  return { scores: scored, organisations: organisationsIn(input), testedRounds: input.rounds.length }
}

function organisationsIn({ participants }: ContributionInput): ReadonlyMap<string, string> {
  return new Map(participants.map(({ id, organisation }) => [id, organisation]))
}

function qualityOf(
  input: ContributionInput,
  scored: Extract<ReturnType<ScoreContributions>, { kind: 'scored' }>,
): EpochWeights['quality'] {
  const organisations = organisationsIn(input)
  const sums = new Map<string, bigint>()
  for (const { participant, weight } of scored.participants) {
    const organisation = organisations.get(participant)!
    sums.set(organisation, (sums.get(organisation) ?? 0n) + weight)
  }
  return inOrder([...sums].map(([holder, weight]) => ({ holder, weight })))
}

/** What an evaluator did is paid, whatever it found: one for each round in which it showed what it had committed to. */
function workOf(rounds: readonly ScoredRound[]): EpochWeights['evaluators'] {
  const done = new Map<string, bigint>()
  for (const { utilities } of rounds)
    for (const evaluator of utilities.keys()) done.set(evaluator, (done.get(evaluator) ?? 0n) + 1n)
  return inOrder([...done].map(([holder, weight]) => ({ holder, weight })))
}

function inOrder(weights: readonly Weight[]): EpochWeights['quality'] {
  return weights
    .filter(({ weight }) => weight > 0n)
    .sort((a, b) => (a.holder < b.holder ? -1 : 1))
    .map(({ holder, weight }) => ({ holder, weight: String(weight) }))
}

/**
 * For each coalition the median of the evaluators' words by their stakes; undefined unless those who showed theirs have more
 * than two thirds of all stakes, as the silent ones could else have turned every median.
 */
export function agreedUtilities(
  { evaluators }: ScoringTerms,
  { utilities }: ScoredRound,
): readonly bigint[] | undefined {
  const shown = evaluators.filter(({ organisation }) => utilities.has(organisation))
  const stakeOf = (some: typeof evaluators) => some.reduce((sum, one) => sum + BigInt(one.stakeUnits), 0n)
  if (3n * stakeOf(shown) <= 2n * stakeOf(evaluators)) return undefined
  const [first] = shown
  return utilities.get(first!.organisation)!.map((_, coalition) =>
    weightedMedian(
      shown.map(({ organisation, stakeUnits }) => ({
        value: utilities.get(organisation)![coalition]!,
        weight: BigInt(stakeUnits),
      })),
    ),
  )
}
