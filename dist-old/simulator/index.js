export { openFederation } from './federation.js';
export { inProcessPort } from './in-process-port.js';
//# sourceMappingURL=index.js.map