/**
 * What the log says about contributions: which rounds are tested, what each evaluator committed to and then showed, and the
 * weights by which an epoch's quality pool is shared. Everything is recomputed from the leaves, so that a coordinator that
 * writes other weights is found by whoever reads them.
 */
import {
  type Contributions,
  canonicalJson,
  enc,
  epochToScore,
  fromHex,
  type Life,
  type LifeRule,
  maximumGroups,
  placeOfRound,
  planCoalitions,
  type RoundLeaf,
  scoreContributions,
  sha256,
  taggedHash,
  toHex,
  u32,
  usualContributionSettings,
  utf8,
  verifySignature,
  type Weight,
  weightedMedian,
} from '../../aggregation/index.ts'
import { commitmentSigningBytes, evaluatorSigningBytes, utilitiesCommitment } from '../market-statements.ts'
import { isScored, type ScoringTerms } from '../scoring-terms.ts'
import type { BountyTerms } from '../terms.ts'
import type { HappenedLeaf } from './leaves.ts'

/** One whose update is in a group's sum. */
export interface ScoredMember {
  readonly organisation: string
  readonly examples: number
  /** Its dataset commitment as it had joined when the round was completed. */
  readonly datasetRoot: string
}

/** A training round whose groups are tested. */
export interface ScoredRound {
  readonly round: number
  readonly attempt: number
  /** SHA-256 of the model from which it started. */
  readonly startHash: string
  /** Members of each group that was summed, in the order of the groups' numbers. */
  readonly groups: readonly (readonly ScoredMember[])[]
  /** SHA-256 of each group's sum, in the same order. */
  readonly sumHashes: readonly string[]
  /** By which coalitions are drawn, hex: of the seed that cut the cohort, which is none where it was not cut, and the round. */
  readonly seed: string
  /** From when evaluators may commit. */
  readonly openedAtMs?: number
  /** By evaluator. */
  readonly commitments: ReadonlyMap<string, string>
  readonly utilities: ReadonlyMap<string, readonly bigint[]>
}

export interface Scoring {
  readonly rounds: ReadonlyMap<number, ScoredRound>
  /** The dataset commitment with which each holder joined last, and who first joined with each. */
  readonly datasets: ReadonlyMap<string, string>
  readonly claims: ReadonlyMap<string, string>
  /** SHA-256 of the model as the last round left it. */
  readonly modelHash: string
}

/** Before the first round, which starts from the model that the terms' leaf names. */
export function beginScoring(modelHash: string): Scoring {
  return { rounds: new Map(), datasets: new Map(), claims: new Map(), modelHash }
}

/** SHA-256 over what is tested, hex: a commitment is to utilities of these sums and of no others. */
export function testedHash({ startHash, seed, groups, sumHashes }: ScoredRound): string {
  return toHex(sha256(utf8(canonicalJson({ startHash, seed, groups, sumHashes }))))
}

/** Where the testing of a round stands. */
export type ScoringPhase = 'awaited' | 'commit' | 'reveal' | 'over'

export interface ScoringFault {
  readonly rule: 'not-signed' | 'another-score' | LifeRule
  readonly detail: string
}

/** What scores need of a bounty. */
export interface ScoringState {
  readonly bountyId: string
  readonly termsBytes: Uint8Array
  readonly terms: BountyTerms
  readonly life: Life
  readonly scoring: Scoring
}

/** Up to when commitments to a round, and then what was committed to, are waited for; undefined before it is opened. */
export function scoringDeadlines(
  { commitSeconds, revealSeconds }: ScoringTerms,
  { openedAtMs }: ScoredRound,
): { readonly commitMs: number; readonly revealMs: number } | undefined {
  if (openedAtMs === undefined) return undefined
  const commitMs = openedAtMs + 1000 * commitSeconds
  return { commitMs, revealMs: commitMs + 1000 * revealSeconds }
}

export function phaseOf(terms: ScoringTerms, scored: ScoredRound, atMs: number): ScoringPhase {
  const deadlines = scoringDeadlines(terms, scored)
  if (deadlines === undefined) return 'awaited'
  const { commitments, utilities } = scored
  const isCommitted =
    commitments.size === terms.evaluators.length || utilities.size > 0 || atMs >= deadlines.commitMs
  if (!isCommitted) return 'commit'
  return utilities.size === commitments.size || atMs >= deadlines.revealMs ? 'over' : 'reveal'
}

/** The scored rounds of an epoch, done or not. */
export function scoredRoundsOf(
  { terms, life, scoring }: ScoringState,
  epoch: number,
): readonly ScoredRound[] {
  return [...scoring.rounds.values()].filter(
    ({ round }) => isScored(terms, round) && placeOfRound(life.terms, round).epoch === epoch,
  )
}

/** Until when an epoch's weights are not known; undefined when they are. */
export function scoresAwaitedUntil(state: ScoringState, epoch: number, atMs: number): number | undefined {
  const { scoring: terms } = state.terms
  if (terms === undefined) return undefined
  const open = scoredRoundsOf(state, epoch).filter(scored => phaseOf(terms, scored, atMs) !== 'over')
  return open.length === 0
    ? undefined
    : Math.max(...open.map(scored => scoringDeadlines(terms, scored)?.revealMs ?? Number.POSITIVE_INFINITY))
}

export interface EpochWeights {
  readonly quality: HolderWeight[]
  readonly evaluators: HolderWeight[]
}

interface HolderWeight {
  holder: string
  weight: string
}

/** The weights of an epoch's quality and evaluators' pools, as its closing leaf has to name them. */
export function epochWeights(state: ScoringState, epoch: number): EpochWeights {
  const { scoring: terms } = state.terms
  if (terms === undefined) return { quality: [], evaluators: [] }
  const known = weighed.get(state.scoring)
  if (known?.epoch === epoch) return known.weights
  const rounds = scoredRoundsOf(state, epoch)
  const weights = { quality: qualityOf(state, epoch), evaluators: workOf(rounds) }
  weighed.set(state.scoring, { epoch, weights })
  return weights
}

/** Whoever closes an epoch asks for its weights, and the rules then ask again: seconds for many holders and rounds. */
const weighed = new WeakMap<Scoring, { readonly epoch: number; readonly weights: EpochWeights }>()

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
  const { cohort, scoring: terms } = state.terms
  if (terms === undefined) return undefined
  const tested = scoredRoundsOf(state, epoch).flatMap(scored => {
    const utilities = agreedUtilities(terms, scored)
    return utilities === undefined ? [] : [{ ...scored, utilities }]
  })
  if (tested.length === 0) return undefined
  const idOf = ({ organisation, datasetRoot }: ScoredMember) => `${organisation} ${datasetRoot}`
  const members = new Map(tested.flatMap(({ groups }) => groups.flat()).map(member => [idOf(member), member]))
  const scored = scoreContributions({
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
  })
  if (scored.kind === 'refused') return undefined
  const organisations = new Map([...members].map(([id, { organisation }]) => [id, organisation]))
  return { scores: scored, organisations, testedRounds: tested.length }
}

/** Without scores nobody has a weight, and the pool is shared as the rounds are. */
function qualityOf(state: ScoringState, epoch: number): EpochWeights['quality'] {
  const found = epochScores(state, epoch)
  if (found === undefined) return []
  const sums = new Map<string, bigint>()
  for (const { participant, weight } of found.scores.participants) {
    const organisation = found.organisations.get(participant)!
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
 * than half of all stakes, as then the silent ones could have turned every median.
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

/** The terms' line of an evaluator. */
export function evaluatorIn({ scoring }: BountyTerms, organisation: string) {
  return scoring?.evaluators.find(evaluator => evaluator.organisation === organisation)
}

/** Why a leaf about scores, or one that names their outcome, may not stand where it does. */
export function scoringFaultOf(
  state: ScoringState,
  leaf: HappenedLeaf | RoundLeaf,
): ScoringFault | undefined {
  switch (leaf.kind) {
    case 'joined':
      return joiningFault(state, leaf)
    case 'evaluator-joined':
      return isBy(
        state,
        leaf.evaluator,
        evaluatorSigningBytes(state.bountyId, state.termsBytes),
        leaf.signature,
      )
        ? undefined
        : fault(
            'not-signed',
            `${leaf.evaluator} is no evaluator of the terms, or did not sign that it takes part`,
          )
    case 'scoring-opened':
      return openingFault(state, leaf.round)
    case 'utilities-committed':
      return commitmentFault(state, leaf)
    case 'utilities-revealed':
      return revealFault(state, leaf)
    case 'epoch-closed':
      return weightsFault(state, leaf.epoch, leaf)
    case 'settled':
      return settledFault(state, leaf)
    default:
      return undefined
  }
}

/**
 * Nobody scores itself; and nobody joins under a dataset commitment that another holder has joined with: commitments are public, and a
 * holder that took another's would share in what the other is found to contribute.
 */
function joiningFault(
  { terms, scoring }: ScoringState,
  { holder, key, datasetRoot }: Extract<HappenedLeaf, { kind: 'joined' }>,
): ScoringFault | undefined {
  if (evaluatorIn(terms, holder) !== undefined || isEvaluatorKey(terms, key))
    return fault('not-a-party', `${holder} is an evaluator of this bounty and cannot earn in it as a holder`)
  const first = scoring.claims.get(datasetRoot)
  return terms.scoring === undefined || first === undefined || first === holder
    ? undefined
    : fault('not-a-party', `${holder} joins with the dataset commitment of ${first}`)
}

function isEvaluatorKey({ scoring }: BountyTerms, key: string): boolean {
  return scoring?.evaluators.some(evaluator => evaluator.key === key) === true
}

function isBy({ terms }: ScoringState, evaluator: string, bytes: Uint8Array, signature: string): boolean {
  const named = evaluatorIn(terms, evaluator)
  return named !== undefined && verifySignature(fromHex(named.key), bytes, fromHex(signature))
}

function openingFault({ scoring }: ScoringState, round: number): ScoringFault | undefined {
  const scored = scoring.rounds.get(round)
  if (scored === undefined) return fault('unknown-round', `round ${round} is not one whose groups are tested`)
  return scored.openedAtMs === undefined
    ? undefined
    : fault('twice', `the testing of round ${round} is open already`)
}

function commitmentFault(
  state: ScoringState,
  { round, evaluator, commitment, signature, atMs }: Extract<HappenedLeaf, { kind: 'utilities-committed' }>,
): ScoringFault | undefined {
  const scored = state.scoring.rounds.get(round)
  const { scoring: terms } = state.terms
  if (scored === undefined || terms === undefined)
    return fault('unknown-round', `round ${round} is not one whose groups are tested`)
  if (!state.life.evaluators.has(evaluator))
    return fault('not-a-party', `${evaluator} has not joined as an evaluator`)
  if (!isBy(state, evaluator, commitmentSigningBytes(state.bountyId, round, commitment), signature))
    return fault('not-signed', `the commitment is not signed by ${evaluator}`)
  if (scored.commitments.has(evaluator))
    return fault('twice', `${evaluator} has committed itself for round ${round}`)
  const phase = phaseOf(terms, scored, atMs)
  if (phase === 'awaited') return fault('too-early', `the testing of round ${round} is not open yet`)
  return phase === 'commit' ? undefined : fault('too-late', `round ${round} takes no more commitments`)
}

function revealFault(
  state: ScoringState,
  { round, evaluator, salt, utilities, atMs }: Extract<HappenedLeaf, { kind: 'utilities-revealed' }>,
): ScoringFault | undefined {
  const scored = state.scoring.rounds.get(round)
  const { scoring: terms } = state.terms
  const commitment = scored?.commitments.get(evaluator)
  if (scored === undefined || terms === undefined || commitment === undefined)
    return fault('unknown-round', `${evaluator} has committed itself to nothing in round ${round}`)
  if (scored.utilities.has(evaluator))
    return fault('twice', `${evaluator} has shown its utilities of round ${round}`)
  const count = planCoalitions(fromHex(scored.seed), scored.groups.length).coalitions.length
  if (utilities.length !== count)
    return fault(
      'malformed',
      `round ${round} has ${count} coalitions to test, and ${utilities.length} utilities were shown`,
    )
  const own = toHex(
    utilitiesCommitment(
      { bountyId: state.bountyId, round, tested: testedHash(scored) },
      evaluator,
      fromHex(salt),
      utilities.map(BigInt),
    ),
  )
  if (own !== commitment)
    return fault('malformed', `what ${evaluator} shows of round ${round} is not what it committed itself to`)
  const phase = phaseOf(terms, scored, atMs)
  if (phase === 'commit') return fault('too-early', `round ${round} still takes commitments`)
  return phase === 'reveal'
    ? undefined
    : fault('too-late', `the time to show utilities of round ${round} has passed`)
}

function settledFault(
  state: ScoringState,
  leaf: Extract<HappenedLeaf, { kind: 'settled' }>,
): ScoringFault | undefined {
  const epoch = epochToScore(state.life)
  if (epoch > 0) return weightsFault(state, epoch, leaf)
  return leaf.quality.length + leaf.evaluators.length === 0
    ? undefined
    : fault('another-score', 'no pool is shared by scores where a bounty was broken off')
}

function weightsFault(
  state: ScoringState,
  epoch: number,
  { atMs, quality, evaluators }: EpochWeights & { readonly atMs: number },
): ScoringFault | undefined {
  if (scoresAwaitedUntil(state, epoch, atMs) !== undefined)
    return fault('too-early', `the testing of epoch ${epoch} is not over`)
  const own = epochWeights(state, epoch)
  const differing = (pool: string, found: EpochWeights['quality'], ownWeights: EpochWeights['quality']) => {
    const text = (weights: EpochWeights['quality']) =>
      weights.map(({ holder, weight }) => `${holder} ${weight}`).join(', ') || 'nobody'
    return text(found) === text(ownWeights)
      ? undefined
      : fault(
          'another-score',
          `epoch ${epoch}: the log weighs ${pool} as ${text(found)}, and its leaves as ${text(ownWeights)}`,
        )
  }
  return (
    differing('contributions', quality, own.quality) ?? differing('evaluators', evaluators, own.evaluators)
  )
}

/** The record of scores after a leaf that may stand. */
export function takeScoringLeaf({ terms, scoring }: ScoringState, leaf: HappenedLeaf | RoundLeaf): Scoring {
  switch (leaf.kind) {
    case 'joined': {
      const { holder, datasetRoot } = leaf
      const claims = scoring.claims.has(datasetRoot)
        ? scoring.claims
        : new Map([...scoring.claims, [datasetRoot, holder]])
      return { ...scoring, claims, datasets: new Map([...scoring.datasets, [holder, datasetRoot]]) }
    }
    case 'round': {
      const after = { ...scoring, modelHash: leaf.modelHash }
      return isScored(terms, leaf.round) && isTestable(leaf)
        ? withRound(after, scoredRoundOf(leaf, scoring))
        : after
    }
    case 'scoring-opened':
      return withRound(scoring, { ...scoring.rounds.get(leaf.round)!, openedAtMs: leaf.atMs })
    case 'utilities-committed': {
      const scored = scoring.rounds.get(leaf.round)!
      const commitments = new Map([...scored.commitments, [leaf.evaluator, leaf.commitment]])
      return withRound(scoring, { ...scored, commitments })
    }
    case 'utilities-revealed': {
      const scored = scoring.rounds.get(leaf.round)!
      const utilities = new Map([...scored.utilities, [leaf.evaluator, leaf.utilities.map(BigInt)]])
      return withRound(scoring, { ...scored, utilities })
    }
    default:
      return scoring
  }
}

/** Groups that coalitions can be made of; rounds of the protocol always have such. */
function isTestable({ groups }: RoundLeaf): boolean {
  return (
    groups.length >= 1 &&
    groups.length <= maximumGroups &&
    groups.every(({ survivors }) => survivors.length > 0)
  )
}

function withRound(scoring: Scoring, scored: ScoredRound): Scoring {
  return { ...scoring, rounds: new Map([...scoring.rounds, [scored.round, scored]]) }
}

function scoredRoundOf(leaf: RoundLeaf, { modelHash, datasets }: Scoring): ScoredRound {
  return {
    round: leaf.round,
    attempt: leaf.attempt,
    startHash: modelHash,
    groups: leaf.groups.map(({ survivors }) =>
      survivors.map(({ organisation, examples }) => ({
        organisation,
        examples,
        datasetRoot: datasets.get(organisation) ?? '',
      })),
    ),
    sumHashes: leaf.groups.map(({ sumHash }) => sumHash),
    seed: toHex(taggedHash('parley/v1/coalitions', enc(fromHex(leaf.partitionSeed), u32(leaf.round)))),
    commitments: new Map(),
    utilities: new Map(),
  }
}

function fault(rule: ScoringFault['rule'], detail: string): ScoringFault {
  return { rule, detail }
}
