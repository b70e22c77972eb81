export { advance, begin } from './advance.ts'
export { nextDeadline } from './deadlines.ts'
export { epochToScore, expiryOf as nextExpiry, releaseOf } from './endings.ts'
export { type BountyEvent, type BountyEventKind, type Claim, type End, type EventOf, ends } from './events.ts'
export {
  type Advanced,
  type BountyStage,
  bountyStages,
  type Dispute,
  type Due,
  type Epoch,
  isOver,
  type Life,
  type LifeEvaluator,
  type LifeRule,
  lifeRules,
  type Participant,
  type Refused,
  stageOf,
} from './life.ts'
export { type MoneyCommand, type MoneyKind, type MoneyPosting, moneyKinds } from './money.ts'
export { damageShares } from './turn.ts'
export { vestedUnits } from './vesting.ts'
