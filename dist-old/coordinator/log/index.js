export { createLog, maximumLeaves } from './log.js';
//# sourceMappingURL=index.js.map