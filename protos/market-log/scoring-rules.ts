/** What may stand in the log about scores: who joins, commits, shows, and by which weights an epoch is closed. */
import {
  epochToScore,
  fromHex,
  type LifeRule,
  planCoalitions,
  type RoundLeaf,
  toHex,
  verifySignature,
} from '../../aggregation/index.ts'
import { commitmentSigningBytes, evaluatorSigningBytes, utilitiesCommitment } from '../market-statements.ts'
import type { BountyTerms } from '../terms.ts'
import type { HappenedLeaf } from './leaves.ts'
import { type ScoringState, testedHash } from './scoring.ts'
import { phaseOf, scoresAwaitedUntil } from './scoring-phases.ts'
import { type EpochWeights, epochWeights } from './scoring-weights.ts'

export interface ScoringFault {
  readonly rule: 'not-signed' | 'another-score' | LifeRule
  readonly detail: string
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

function fault(rule: ScoringFault['rule'], detail: string): ScoringFault {
  return { rule, detail }
}
