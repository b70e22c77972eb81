export { acceptPartition, commitSeed, revealSeed, } from './client.js';
export { cohortRootOf, cutCohort, hashDrawContext, largestGroupOf, } from './partition.js';
export { canCloseCommitments, closeCommitments, closeReveals, openDraw, receiveCommitment, receiveReveal, } from './server.js';
//# sourceMappingURL=index.js.map