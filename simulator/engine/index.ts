export { prepareRun, type RunCast, type VirtualHolder } from './cast.ts'
export { type Checkpoint, type ClearRunOptions, playClearRun, type RunProgress } from './clear-run.ts'
export { checkRun, type PlayedRun, playRun, type RunOptions } from './play-run.ts'
export { type RunData, readRunData } from './run-data.ts'
