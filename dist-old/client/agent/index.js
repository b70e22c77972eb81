export { runAgent } from './agent.js';
export { defaultPatience } from './calls.js';
export { agentStages } from './events.js';
export { trainingSeed, trainRound } from './local-work.js';
//# sourceMappingURL=index.js.map