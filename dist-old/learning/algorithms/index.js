export { algorithmFault, algorithmNames, algorithmSettings, parseAlgorithm, registerAlgorithm, } from './catalogue.js';
export { plainClient, updatePart } from './plain-client.js';
export { ruleServer } from './rule-server.js';
//# sourceMappingURL=index.js.map