export { type DataShape, outputsOfData, type TargetShape, taskOfData } from './data-shape.ts'
export { writeOnnx, writeTfjsModel } from './export/index.ts'
export { type ImportOptions, importLayersModel } from './keras/index.ts'
export {
  type LayerKindName,
  type LayerSpec,
  type LayersSpec,
  layerLimits,
} from './layers/index.ts'
export type { ModelData } from './model-data.ts'
export { type ModelFile, modelFileHash, readModel, writeModel } from './model-file.ts'
export { modelHash } from './model-hash.ts'
export {
  type Activation,
  activations,
  type DenseLayer,
  type DenseSpec,
  inputSizeOf,
  layersOf,
  type ModelSpec,
  modelLimits,
  outputsOf,
  parameterCount,
  parseModelSpec,
  taskOf,
} from './model-spec.ts'
export { type NamedVectors, readNamedVectors, writeNamedVectors } from './named-vectors.ts'
export { initialParameters, layoutOf } from './parameters.ts'
export { type ModelPreset, mnist2nn, modelFromPreset, modelPresets } from './presets/index.ts'
export { readSafetensors, safetensorsLimits, writeSafetensors } from './safetensors-file.ts'
export { type Task, tasks } from './task.ts'
