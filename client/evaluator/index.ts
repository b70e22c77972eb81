export { openUtilitiesFolder, type UtilitiesMemory } from './kept-utilities.ts'
export { type ScoringNews, type ScoringOptions, scoreRounds } from './score-rounds.ts'
