export { prepareRun } from './cast.js';
export { playClearRun } from './clear-run.js';
export { checkRun, playRun } from './play-run.js';
export { readRunData } from './run-data.js';
//# sourceMappingURL=index.js.map