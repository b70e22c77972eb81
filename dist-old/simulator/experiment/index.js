export { experimentSchema } from './experiment.js';
export { ExperimentError, ExperimentFileError } from './experiment-error.js';
export { outcomeOf } from './outcome.js';
export { planRuns, publishedBeside } from './plan-runs.js';
export { playExperiment } from './play-experiment.js';
export { presetPage } from './preset-page.js';
export { readExperiment } from './read-experiment.js';
export { replayRuns } from './replay-runs.js';
//# sourceMappingURL=index.js.map