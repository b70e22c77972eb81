export { importLayersModel } from './import-layers-model.js';
export { linkOf } from './topology.js';
export { writeTopology } from './write-topology.js';
//# sourceMappingURL=index.js.map