export { baseWeight, feeOn, integerSquareRoot, roundPot } from './base-pool.ts'
export { allocate, type Claim, tieBreaker } from './largest-remainder.ts'
export {
  holdbackShare,
  nextReputation,
  outcomeOf,
  type RoundRecord,
  reputationsAfter,
  startingReputation,
} from './reputation.ts'
export {
  type BountySettlement,
  type Pay,
  type RewardTerms,
  type RoundFacts,
  type RoundSettlement,
  type Survivor,
  settleBounty,
  settleRound,
} from './settlement.ts'
