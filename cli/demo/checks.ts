/** What had to hold in a demonstration. */
import { toHex } from '../../aggregation/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { AuditReport, Bounty, RoundSummary } from '../../protos/types.ts'
import { unitsText } from '../output.ts'
import type { Death } from './agents.ts'
import type { Drill } from './cast.ts'
import type { Earnings } from './earnings.ts'
import type { CheckedReceipts } from './receipts.ts'
import type { Holding } from './results.ts'
import type { DemoStatements } from './statements.ts'

/** One thing that had to hold. */
export interface Check {
  readonly name: string
  readonly held: boolean
  readonly detail: string
}

export interface Found {
  readonly bounty: Bounty
  readonly terms: BountyTerms
  readonly rounds: readonly RoundSummary[]
  readonly holdings: readonly Holding[]
  readonly earnings: Earnings
  readonly statements: DemoStatements
  readonly audit: AuditReport
  readonly drills: readonly Drill[]
  readonly deaths: readonly Death[]
  readonly receipts: CheckedReceipts
  readonly verifiedByHolders: number
  readonly evaluated: { readonly correct: number; readonly examples: number }
  readonly localAccuracyMean: number
  readonly modelMatches: boolean
}

/** Rounds from which on the federation should be ahead: with zeros and wrong labels in its sums it is slower than who is alone. */
const enoughToWin = 15

export function checksOf(found: Found): readonly Check[] {
  return [
    ...modelChecks(found),
    ...found.drills.map(drill => drillCheck(drill, found)),
    ...moneyChecks(found),
    ...contributionChecks(found),
  ]
}

function modelChecks(found: Found): readonly Check[] {
  const { bounty, terms, rounds, evaluated, modelMatches, localAccuracyMean } = found
  const accuracy = evaluated.correct / evaluated.examples
  const last = rounds.at(-1)
  const { target } = terms.acceptance
  return [
    {
      name: 'the bounty reached its target',
      held: bounty.state === 'final' && bounty.accepted && accuracy >= target,
      detail: `${percent(accuracy)} of ${evaluated.examples} held-out digits, target ${100 * target} %`,
    },
    {
      name: 'the coordinator counted as we do',
      held: last?.correct === evaluated.correct && last.total === evaluated.examples,
      detail: `${last?.correct} right answers there, ${evaluated.correct} here`,
    },
    {
      name: 'the model came sealed, opened with the buyer’s key alone, and is that of the last round',
      held: modelMatches,
      detail: last === undefined ? 'no round' : toHex(last.modelHash),
    },
    ...(rounds.length < enoughToWin
      ? []
      : [
          {
            name: 'federation beats working alone',
            held: accuracy > localAccuracyMean,
            detail: `${percent(accuracy)} together, ${percent(localAccuracyMean)} alone on average of the honest ones`,
          },
        ]),
  ]
}

/** The round went on although one was killed, and the killed one came back for a later round. */
function drillCheck({ round, stage }: Drill, { deaths, rounds }: Found): Check {
  const who = deaths.find(({ drill }) => drill.round === round)?.organisation
  const drilled = rounds.find(one => one.round === round)
  const dropped = drilled?.dropouts.some(({ organisation }) => organisation === who) === true
  const back = rounds.find(one => one.round > round && one.survivors.some(survivor => survivor === who))
  return {
    name: `${who ?? 'one'} was killed in round ${round} (${stage}) and came back`,
    held: dropped && back !== undefined,
    detail:
      who === undefined
        ? 'nobody was: no group could spare one'
        : back === undefined
          ? 'it did not come back'
          : `round ${round} finished all the same; back in round ${back.round}`,
  }
}

function moneyChecks({ statements, earnings, bounty, terms, audit, receipts, verifiedByHolders }: Found) {
  const { paidUnits, feeUnits, refundedUnits } = earnings.totals
  return [
    {
      name: 'every line of every statement has its formula and its leaf in the log',
      held: statements.lines > 0 && statements.explained === statements.lines,
      detail: `${statements.explained} of ${statements.lines}`,
    },
    {
      name: 'the books balance to the unit, and are what the public log makes when it is replayed',
      held: booksBalance(bounty, terms, earnings, statements, audit),
      detail: `${paidUnits} paid + ${feeUnits} fees + ${refundedUnits} refunded = ${terms.pay.priceUnits}`,
    },
    {
      name: 'every receipt holds',
      held:
        receipts.issued > 0 && receipts.verified === receipts.issued && verifiedByHolders >= receipts.issued,
      detail: `${receipts.verified} of ${receipts.issued} verified here, ${verifiedByHolders} by the holders themselves`,
    },
  ]
}

/** The parts add up to the price, in the bounty and in the replay of its log, and every party's books say what the replay says. */
export function booksBalance(
  { paidUnits, feeUnits, refundedUnits }: Bounty,
  { pay }: BountyTerms,
  { totals, byHolder, byEvaluator }: Earnings,
  { paid }: Pick<DemoStatements, 'paid'>,
  { ok }: AuditReport,
): boolean {
  const inBooks = (organisation: string, kind: string) => paid.get(organisation)?.get(kind) ?? 0n
  return (
    ok &&
    paidUnits === totals.paidUnits &&
    feeUnits === totals.feeUnits &&
    refundedUnits === totals.refundedUnits &&
    paidUnits + feeUnits + refundedUnits === BigInt(pay.priceUnits) &&
    [...byHolder].every(
      ([holder, { baseUnits, qualityUnits }]) =>
        inBooks(holder, 'round-pay') === baseUnits && inBooks(holder, 'quality-pay') === qualityUnits,
    ) &&
    [...byEvaluator].every(([evaluator, units]) => inBooks(evaluator, 'evaluators-pay') === units)
  )
}

/** Of single holders only where there was enough to tell them apart. */
function contributionChecks({ earnings, holdings }: Found): readonly Check[] {
  const { qualityUnits, resolution, areWeightsOurs, testedRounds } = earnings
  const weights: Check = {
    name: 'the weights recomputed here from the public log are those that were paid',
    held: areWeightsOurs,
    detail: `${holdings.filter(({ earning }) => earning.share > 0).length} holders with a weight, ${testedRounds} rounds tested`,
  }
  if (resolution !== 'full') return [weights]
  const unitsOf = (part: Holding['part']) =>
    holdings.filter(holding => holding.part === part).map(({ earning }) => earning.qualityUnits)
  const [free = 0n] = unitsOf('free-rider')
  const [bad = 0n] = unitsOf('bad-labels')
  const honest = unitsOf('honest')
  return [
    weights,
    {
      name: 'the free rider earned at most 1 % of the quality pool',
      held: 100n * free <= qualityUnits,
      detail: `${unitsText(free)} of ${unitsText(qualityUnits)}`,
    },
    {
      name: 'the holder with wrong labels earned less quality pay than any honest one',
      held: honest.every(units => bad < units),
      detail: `${unitsText(bad)}; the honest ones ${honest.map(unitsText).join(', ')}`,
    },
  ]
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
