export {
  type BountyLog,
  type BountyLogFault,
  bountyLogLimits,
  bountyLogSchema,
  bountyLogType,
  decodeBountyLog,
  encodeBountyLog,
  replayBountyLog,
  type VerifiedBountyLog,
  verifyBountyLog,
} from './bounty-log.ts'
export {
  decodeMarketLeaf,
  encodeMarketLeaf,
  type HappenedLeaf,
  type MarketLeaf,
  maximumLeafBytes,
} from './leaves.ts'
export { type LeafRefused, type LeafTaken, type MarketState, openMarketLog, takeLeaf } from './replay.ts'
export { type ScoredRound, testedHash } from './scoring.ts'
export { phaseOf, type ScoringPhase, scoresAwaitedUntil, scoringDeadlines } from './scoring-phases.ts'
export {
  agreedUtilities,
  type EpochScores,
  type EpochWeights,
  epochScores,
  epochWeights,
  prepareWeights,
} from './scoring-weights.ts'
export { commandDocument, settlementHash, settlementType } from './settlement-document.ts'
