/** What the terms say about money: the section `pay`, its faults, and what the pure settlement takes of it. */
import { z } from 'zod'
import { epochPools, feeOn, milestonesOf, type RewardTerms, wholeBasisPoints } from '../aggregation/index.ts'
import { isBoundedByOne } from './metrics.ts'
import type { BountyTerms, TermsFault } from './terms.ts'

const unitsPattern = /^[1-9][0-9]{0,30}$/
const units = z
  .string()
  .regex(unitsPattern, 'must be a whole number of units above zero, written as text, such as "600000"')
const basisPoints = (least: number, most: number) => z.number().int().min(least).max(most)
const year = 31_536_000
const arbiterKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the public key of an arbiter, 64 lower-case hex digits')

const panelSchema = z.strictObject({
  /** Ed25519 keys. */
  arbiters: z.array(arbiterKey).min(1).max(15),
  /** How many of them sign a ruling; more than half, so that no two can contradict one another. */
  threshold: z.number().int().min(1).max(15),
})

export const paySchema = z.strictObject({
  asset: z.literal('credit'),
  priceUnits: units,
  feeBasisPoints: basisPoints(0, 2_000),
  weightCap: z.number().int().min(1).max(1_000_000),
  /** Shares of the price in basis points; absent, all of it is the base pool. */
  pools: z
    .strictObject({
      base: basisPoints(0, wholeBasisPoints),
      quality: basisPoints(0, wholeBasisPoints),
      evaluators: basisPoints(0, wholeBasisPoints),
      bonus: basisPoints(0, wholeBasisPoints),
    })
    .optional(),
  /** Epochs, each with its rounds and its share; with a target, the next begins only when this one's is met. */
  milestones: z
    .array(
      z.strictObject({
        rounds: z.number().int().min(1).max(10_000),
        basisPoints: basisPoints(0, wholeBasisPoints),
        target: z.number().min(0).max(1e12).optional(),
      }),
    )
    .min(1)
    .max(100)
    .optional(),
  /** Of the open epoch's unused base pay, to those who take part, if the buyer cancels while it runs. */
  killFeeBasisPoints: basisPoints(0, 5_000).optional(),
  /** Of a holder's pay, held back to vest after the end; less of it for holders of good reputation. */
  holdback: z
    .strictObject({
      basisPoints: basisPoints(1, 5_000),
      seconds: z
        .number()
        .int()
        .min(1)
        .max(5 * year),
    })
    .optional(),
  /** How long an epoch's pay can be disputed before it is paid. */
  challengeSeconds: z.number().int().min(1).max(year).optional(),
  disputes: z
    .strictObject({
      bondUnits: units,
      panel: panelSchema,
      /** Who rules on appeal; absent, the same panel again. */
      appealPanel: panelSchema.optional(),
      rulingSeconds: z.number().int().min(1).max(year),
      appealSeconds: z.number().int().min(1).max(year),
    })
    .optional(),
  /** What each holder puts up to join, and loses for a proved fault. */
  stakeUnits: units.optional(),
  /** What the coordinator puts up. */
  coordinatorBondUnits: units.optional(),
  /** From opening; a bounty that is not over then ends, and what was not earned goes back. */
  expiresSeconds: z
    .number()
    .int()
    .min(60)
    .max(5 * year)
    .optional(),
})

type PayTerms = Pick<BountyTerms, 'pay' | 'training' | 'acceptance'>

/** What does not add up. Called where single fields may be faulty too. */
export function payFaults(terms: PayTerms): readonly TermsFault[] {
  if (!paySchema.safeParse(terms.pay).success) return []
  return [...poolFaults(terms), ...milestoneFaults(terms), ...disputeFaults(terms), ...bondFaults(terms)]
}

function poolFaults({ pay: { pools } }: PayTerms): readonly TermsFault[] {
  if (pools === undefined) return []
  const sum = pools.base + pools.quality + pools.evaluators + pools.bonus
  const faults: TermsFault[] = []
  if (sum !== wholeBasisPoints)
    faults.push({ field: 'pay.pools', message: `must sum to 10000 basis points, and sum to ${sum}` })
  if (pools.base === 0)
    faults.push({ field: 'pay.pools.base', message: 'must be above 0: it is what rounds are paid from' })
  return faults
}

function milestoneFaults({ pay: { milestones }, training, acceptance }: PayTerms): readonly TermsFault[] {
  if (milestones === undefined) return []
  const faults: TermsFault[] = []
  const rounds = milestones.reduce((sum, milestone) => sum + milestone.rounds, 0)
  if (rounds !== training.rounds)
    faults.push({
      field: 'pay.milestones',
      message: `must have ${training.rounds} rounds in all, as training.rounds says, and have ${rounds}`,
    })
  const share = milestones.reduce((sum, milestone) => sum + milestone.basisPoints, 0)
  if (share !== wholeBasisPoints)
    faults.push({ field: 'pay.milestones', message: `must sum to 10000 basis points, and sum to ${share}` })
  for (const [i, { target }] of milestones.entries()) {
    const field = `pay.milestones.${i}.target`
    if (target === undefined) continue
    if (i === milestones.length - 1)
      faults.push({
        field,
        message: 'has no meaning for the last milestone: acceptance.target judges the end',
      })
    if (target > 1 && isBoundedByOne(acceptance.metric))
      faults.push({ field, message: `must be from 0 to 1, as ${acceptance.metric} is` })
  }
  return faults
}

function disputeFaults({ pay: { disputes, challengeSeconds } }: PayTerms): readonly TermsFault[] {
  if (disputes === undefined)
    return challengeSeconds === undefined
      ? []
      : [
          {
            field: 'pay.challengeSeconds',
            message: 'has no meaning without pay.disputes, which says who rules',
          },
        ]
  const faults: TermsFault[] = []
  if (challengeSeconds === undefined)
    faults.push({
      field: 'pay.challengeSeconds',
      message: 'is missing; it says how long pay can be disputed, such as 604800',
    })
  for (const name of ['panel', 'appealPanel'] as const) {
    const panel = disputes[name]
    if (panel === undefined) continue
    const count = panel.arbiters.length
    if (new Set(panel.arbiters).size < count)
      faults.push({ field: `pay.disputes.${name}.arbiters`, message: 'name one arbiter twice' })
    if (panel.threshold > count || 2 * panel.threshold <= count)
      faults.push({
        field: `pay.disputes.${name}.threshold`,
        message: `must be more than half of the ${count} arbiters, ${Math.floor(count / 2) + 1} to ${count}`,
      })
  }
  return faults
}

/** Whoever puts up a bond must have a price to lose it for: bonds above the price keep everybody away. */
function bondFaults({ pay }: PayTerms): readonly TermsFault[] {
  const priceUnits = BigInt(pay.priceUnits)
  const bonds = {
    'pay.stakeUnits': pay.stakeUnits,
    'pay.coordinatorBondUnits': pay.coordinatorBondUnits,
    'pay.disputes.bondUnits': pay.disputes?.bondUnits,
  }
  const tooHigh = Object.entries(bonds)
    .filter(([, bond]) => bond !== undefined && BigInt(bond) > priceUnits)
    .map(([field, bond]) => ({
      field,
      message: `must be at most the price, which is ${priceUnits} units, and is ${bond}`,
    }))
  return [...tooHigh, ...cheapDisputes(pay)]
}

const leastDisputeBasisPoints = 100n

/** A dispute holds up what others are due: a hundredth of the price is the least that it puts up. */
function cheapDisputes({ priceUnits, disputes }: PayTerms['pay']): readonly TermsFault[] {
  const least = (BigInt(priceUnits) * leastDisputeBasisPoints) / BigInt(wholeBasisPoints)
  if (disputes === undefined || BigInt(disputes.bondUnits) >= least) return []
  const message = `must be at least ${least} units, a hundredth of the price, and is ${disputes.bondUnits}`
  return [{ field: 'pay.disputes.bondUnits', message }]
}

/** How long a draft waits for its price. */
const draftMs = 30 * 24 * 3_600_000

/** The terms as the pure settlement takes them. */
export function rewardTermsOf({
  bountyId,
  terms: { pay, training },
}: {
  readonly bountyId: string
  readonly terms: Pick<BountyTerms, 'pay' | 'training'>
}): RewardTerms {
  const { pools, milestones, disputes } = pay
  const mayEndEarly = training.stopAtTarget || training.patience !== undefined
  return {
    bountyId,
    priceUnits: BigInt(pay.priceUnits),
    rounds: training.rounds,
    ...(mayEndEarly ? { endsFromRound: training.minimumRounds } : {}),
    feeBasisPoints: pay.feeBasisPoints,
    weightCap: BigInt(pay.weightCap),
    draftMs,
    ...(pools === undefined ? {} : { pools }),
    ...(milestones === undefined
      ? {}
      : {
          milestones: milestones.map(({ target, ...milestone }) => ({
            ...milestone,
            hasTarget: target !== undefined,
          })),
        }),
    killFeeBasisPoints: pay.killFeeBasisPoints ?? 0,
    challengeMs: 1000 * (pay.challengeSeconds ?? 0),
    holdbackBasisPoints: pay.holdback?.basisPoints ?? 0,
    vestingMs: 1000 * (pay.holdback?.seconds ?? 0),
    stakeUnits: BigInt(pay.stakeUnits ?? 0),
    coordinatorBondUnits: BigInt(pay.coordinatorBondUnits ?? 0),
    ...(disputes === undefined
      ? {}
      : {
          disputes: {
            bondUnits: BigInt(disputes.bondUnits),
            rulingMs: 1000 * disputes.rulingSeconds,
            appealMs: 1000 * disputes.appealSeconds,
          },
        }),
    ...(pay.expiresSeconds === undefined ? {} : { expiresMs: 1000 * pay.expiresSeconds }),
  }
}

type SharedTerms = Pick<BountyTerms, 'pay' | 'training' | 'cohort'>

/**
 * What a holder gets for one round when the fullest cohort survives and all weigh the same:
 * floor((pot - fee) / cohort maximum), where pot is the smallest of the rounds' base pots. What pools beside it may bring is
 * not counted.
 */
export function equalShareUnits(terms: SharedTerms): bigint {
  const reward = rewardTermsOf({ bountyId: '', terms })
  const pots = milestonesOf(reward).map(
    ({ rounds }, i) => epochPools(reward, i + 1).baseUnits / BigInt(rounds),
  )
  const [potUnits = 0n] = pots.toSorted((a, b) => Number(a > b) - Number(a < b))
  return (potUnits - feeOn(potUnits, terms.pay.feeBasisPoints)) / BigInt(terms.cohort.maximum)
}

/** Days from the end of an epoch to the last of its pay, at the worst: challenge, a dispute with its appeal, vesting. */
export function longestUnpaidDays({ pay }: Pick<BountyTerms, 'pay'>): number {
  const { challengeSeconds = 0, disputes, holdback } = pay
  const ruling = disputes === undefined ? 0 : 2 * disputes.rulingSeconds + disputes.appealSeconds
  return Math.ceil((challengeSeconds + ruling + (holdback?.seconds ?? 0)) / 86_400)
}
