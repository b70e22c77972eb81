/** Collects the nodes and constants of an ONNX graph, and gives every value a name. */
import { utf8 } from '../../../aggregation/crypto/index.js';
import { float32Bytes } from '../model-hash.js';
import { attributeTypes, elementTypes, } from './onnx-messages.js';
export function openOnnxBuilder() {
    const nodes = [];
    const initializers = [];
    const add = (tensor) => {
        const name = `constant-${initializers.length}`;
        initializers.push({ name, ...tensor });
        return name;
    };
    return {
        nodes,
        initializers,
        node: (operator, inputs, attributes = {}) => {
            const name = `${operator}-${nodes.length}`;
            const written = Object.entries(attributes).map(([key, value]) => attribute(key, value));
            nodes.push({ name, operator, inputs, outputs: [name], attributes: written });
            return name;
        },
        floats: (values, extents) => add({ extents, type: elementTypes.float, bytes: float32Bytes(values) }),
        integers: values => {
            const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
            return add({ extents: [values.length], type: elementTypes.int64, bytes });
        },
    };
}
function attribute(name, value) {
    if (typeof value === 'number')
        return { name, type: attributeTypes.integer, integer: value };
    if (typeof value === 'string')
        return { name, type: attributeTypes.text, text: utf8(value) };
    if ('float' in value)
        return { name, type: attributeTypes.float, float: value.float };
    return { name, type: attributeTypes.integers, integers: value };
}
//# sourceMappingURL=onnx-builder.js.map