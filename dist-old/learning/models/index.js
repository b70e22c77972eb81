export { outputsOfData, taskOfData } from './data-shape.js';
export { writeOnnx, writeTfjsModel } from './export/index.js';
export { importLayersModel } from './keras/index.js';
export { layerLimits, } from './layers/index.js';
export { modelFileHash, readModel, writeModel } from './model-file.js';
export { modelHash } from './model-hash.js';
export { activations, inputSizeOf, layersOf, modelLimits, outputsOf, parameterCount, parseModelSpec, taskOf, } from './model-spec.js';
export { readNamedVectors, writeNamedVectors } from './named-vectors.js';
export { initialParameters, layoutOf } from './parameters.js';
export { mnist2nn, modelFromPreset, modelPresets } from './presets/index.js';
export { readSafetensors, safetensorsLimits, writeSafetensors } from './safetensors-file.js';
export { tasks } from './task.js';
//# sourceMappingURL=index.js.map