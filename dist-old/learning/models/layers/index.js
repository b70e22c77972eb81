export { layerActivations } from './fields.js';
export { graphOf, inputName, wireLayers } from './graph.js';
export { parseLayer } from './kinds.js';
export { layerLimits } from './layer-kind.js';
export { parseLayersFields } from './layers-spec.js';
export { shapeText, sizeOfShape } from './shape.js';
//# sourceMappingURL=index.js.map