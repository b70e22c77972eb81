export { type ImportOptions, importLayersModel } from './import-layers-model.ts'
export { linkOf } from './topology.ts'
export { writeTopology } from './write-topology.ts'
