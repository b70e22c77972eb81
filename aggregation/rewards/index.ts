export {
  type AccountKind,
  accountKindOf,
  accountKinds,
  buyerAccount,
  coordinatorBondAccount,
  disputeBondAccount,
  epochAccount,
  escrowAccount,
  feesAccount,
  holdbackAccount,
  payableAccount,
  slashAccount,
  stakeAccount,
  worldAccount,
} from './account-names.ts'
export { baseWeight, feeOn, integerSquareRoot, roundPot } from './base-pool.ts'
export { allocate, tieBreaker } from './largest-remainder.ts'
export * from './life/index.ts'
export {
  type Pay,
  type Pool,
  type Pot,
  type PotSettlement,
  pools,
  type RoundFacts,
  roundPotOf,
  type Survivor,
  settlePot,
  type Weight,
} from './pots.ts'
export {
  holdbackShare,
  nextReputation,
  outcomeOf,
  type RoundRecord,
  reputationsAfter,
  startingReputation,
} from './reputation.ts'
export {
  bonusUnits,
  type DisputeTerms,
  type EpochPools,
  epochEnds,
  epochPools,
  epochUnits,
  type Milestone,
  milestonesOf,
  type Pools,
  placeOfRound,
  poolsOf,
  potOf,
  type RewardTerms,
  wholeBasisPoints,
} from './reward-terms.ts'
export {
  type BountySettlement,
  type RoundSettlement,
  settleBounty,
  settleRound,
} from './settlement.ts'
