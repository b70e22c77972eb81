/** A model as an ONNX file, for runtimes of every language. */
import { canonicalJson } from '../../../aggregation/crypto/index.js';
import { coordinatesOf } from '../../../aggregation/vector/index.js';
import { linkOf } from '../keras/index.js';
import { graphOf, inputName } from '../layers/index.js';
import { layoutOf, requireLayout } from '../parameters.js';
import { asLayers } from './as-layers.js';
import { openOnnxBuilder } from './onnx-builder.js';
import { emitLayer } from './onnx-layers.js';
import { encodeOnnx } from './onnx-messages.js';
const outputName = 'output';
/**
 * The file's bytes: `input` [batch, …inputShape] to `output`, which are probabilities by the task's softmax or sigmoid,
 * or numbers under regression. The specification is in the metadata. Throws `ModelError` for parameters of another model.
 */
export function writeOnnx(spec, parameters) {
    requireLayout(parameters, layoutOf(spec));
    const layers = asLayers(spec);
    const { nodes, outputShape } = graphOf(layers);
    const builder = openOnnxBuilder();
    const takeWeight = openTensors(parameters);
    const names = [];
    for (const node of nodes) {
        const inputs = node.sources.map(place => (place < 0 ? inputName : names[place]));
        names.push(emitLayer(inputs, { builder, node, weights: node.weights.map(takeWeight) }));
    }
    const last = names.at(-1);
    const link = linkOf[layers.task];
    const linked = link === undefined ? last : builder.node(operators[link], [last], link === 'softmax' ? { axis: -1 } : {});
    const renamed = {
        name: outputName,
        operator: 'Identity',
        inputs: [linked],
        outputs: [outputName],
        attributes: [],
    };
    const graph = {
        nodes: [...builder.nodes, renamed],
        initializers: builder.initializers,
        input: { name: inputName, shape: layers.inputShape },
        output: { name: outputName, shape: outputShape },
    };
    return encodeOnnx(graph, { 'parley-spec': canonicalJson(spec) });
}
const operators = { softmax: 'Softmax', sigmoid: 'Sigmoid' };
/** Hands out the vector's tensors one after another. */
function openTensors({ values, layout }) {
    let [next, offset] = [0, 0];
    return () => {
        const place = layout[next];
        const start = offset;
        next += 1;
        offset += coordinatesOf(place);
        return { values: values.slice(start, offset), shape: place.shape };
    };
}
//# sourceMappingURL=write-onnx.js.map