export { type HeadMemory, openHeadFile } from './kept-head.ts'
export { openUtilitiesFolder, type UtilitiesMemory } from './kept-utilities.ts'
export { scoreRounds } from './score-rounds.ts'
export { ScoringError, type ScoringNews, type ScoringOptions } from './scoring-options.ts'
