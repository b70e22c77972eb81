export { type Outcome, outcomeOf, type RunOutcome, type VariantOutcome } from './outcome.ts'
export { type PlayEvent, type PlayedExperiment, type PlayOptions, playExperiment } from './play-experiment.ts'
export { type Replayed, type ReplayOptions, replayRuns } from './replay-runs.ts'
