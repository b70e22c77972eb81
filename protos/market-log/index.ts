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
export {
  agreedUtilities,
  type EpochScores,
  type EpochWeights,
  epochScores,
  epochWeights,
  phaseOf,
  type ScoredRound,
  type ScoringPhase,
  scoresAwaitedUntil,
  scoringDeadlines,
  testedHash,
} from './scoring.ts'
export { commandDocument, settlementHash, settlementType } from './settlement-document.ts'
