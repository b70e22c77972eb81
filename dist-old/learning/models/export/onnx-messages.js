/** The messages of an ONNX file (onnx.proto3, IR version 8) as far as they are written here, with their field numbers. */
import protobuf from 'protobufjs/light.js';
const field = (id, type) => ({ id, type });
const list = (id, type) => ({ id, type, rule: 'repeated' });
const root = protobuf.Root.fromJSON({
    nested: {
        Model: {
            fields: {
                irVersion: field(1, 'int64'),
                producerName: field(2, 'string'),
                graph: field(7, 'Graph'),
                opsets: list(8, 'Opset'),
                metadata: list(14, 'Entry'),
            },
        },
        Opset: { fields: { domain: field(1, 'string'), version: field(2, 'int64') } },
        Entry: { fields: { key: field(1, 'string'), value: field(2, 'string') } },
        Graph: {
            fields: {
                nodes: list(1, 'Node'),
                name: field(2, 'string'),
                initializers: list(5, 'Tensor'),
                inputs: list(11, 'ValueInfo'),
                outputs: list(12, 'ValueInfo'),
            },
        },
        Node: {
            fields: {
                inputs: list(1, 'string'),
                outputs: list(2, 'string'),
                name: field(3, 'string'),
                operator: field(4, 'string'),
                attributes: list(5, 'Attribute'),
            },
        },
        Attribute: {
            fields: {
                name: field(1, 'string'),
                float: field(2, 'float'),
                integer: field(3, 'int64'),
                text: field(4, 'bytes'),
                integers: list(8, 'int64'),
                type: field(20, 'int32'),
            },
        },
        Tensor: {
            fields: {
                extents: list(1, 'int64'),
                type: field(2, 'int32'),
                name: field(8, 'string'),
                bytes: field(9, 'bytes'),
            },
        },
        ValueInfo: { fields: { name: field(1, 'string'), type: field(2, 'ValueType') } },
        ValueType: { fields: { tensor: field(1, 'TensorType') } },
        TensorType: { fields: { element: field(1, 'int32'), shape: field(2, 'TensorShape') } },
        TensorShape: { fields: { dimensions: list(1, 'Dimension') } },
        Dimension: { fields: { extent: field(1, 'int64'), name: field(2, 'string') } },
    },
});
/** Numbers of element types. */
export const elementTypes = { float: 1, int64: 7 };
/** Numbers of attribute types. */
export const attributeTypes = { float: 1, integer: 2, text: 3, integers: 7 };
/** Operator set 17, the first with layer normalisation; its IR version. */
const versions = { opset: 17, ir: 8 };
/** The bytes of a model file. */
export function encodeOnnx({ nodes, initializers, input, output }, metadata) {
    const { buffer, byteOffset, length } = root
        .lookupType('Model')
        .encode({
        irVersion: versions.ir,
        producerName: 'parley',
        opsets: [{ domain: '', version: versions.opset }],
        metadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
        graph: {
            name: 'parley',
            nodes,
            initializers,
            inputs: [valueInfo(input)],
            outputs: [valueInfo(output)],
        },
    })
        .finish();
    return new Uint8Array(buffer, byteOffset, length);
}
function valueInfo({ name, shape }) {
    const dimensions = [{ name: 'batch' }, ...shape.map(extent => ({ extent }))];
    return { name, type: { tensor: { element: elementTypes.float, shape: { dimensions } } } };
}
//# sourceMappingURL=onnx-messages.js.map