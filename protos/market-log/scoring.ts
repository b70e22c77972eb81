/**
 * What the log says about contributions: which rounds are tested, what each evaluator committed to and then showed. The weights that
 * follow from it are found in `scoring-weights.ts`, what may stand in the log in `scoring-rules.ts`.
 */
import {
  canonicalJson,
  enc,
  fromHex,
  type Life,
  maximumGroups,
  type RoundLeaf,
  sha256,
  taggedHash,
  toHex,
  u32,
  utf8,
} from '../../aggregation/index.ts'
import { isScored } from '../scoring-terms.ts'
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

/** What scores need of a bounty. */
export interface ScoringState {
  readonly bountyId: string
  readonly termsBytes: Uint8Array
  readonly terms: BountyTerms
  readonly life: Life
  readonly scoring: Scoring
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
