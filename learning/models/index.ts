export { modelHash } from './model-hash.ts'
export {
  type Activation,
  activations,
  type DenseLayer,
  inputSizeOf,
  layersOf,
  type ModelSpec,
  modelLimits,
  modelSpecSchema,
  parameterCount,
  parseModelSpec,
} from './model-spec.ts'
export { initialParameters, layoutOf } from './parameters.ts'
export { type DataShape, type ModelPreset, mnist2nn, modelFromPreset, modelPresets } from './presets.ts'
export {
  type ModelFile,
  readModel,
  readSafetensors,
  safetensorsLimits,
  writeModel,
  writeSafetensors,
} from './safetensors.ts'
