export { buildProgram, run } from './program.js';
export { processWorld } from './world.js';
//# sourceMappingURL=index.js.map