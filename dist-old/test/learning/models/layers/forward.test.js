import test from 'ava';
import { openPredictor } from '../../../../learning/models/predictor.js';
import { startBackend } from '../../../../learning/training/backends.js';
import { examples, networks, someFeatures, someParameters } from '../export/networks.js';
test.serial('both backends put out the same for every kind of layer', async (t) => {
    for (const [what, spec] of Object.entries(networks)) {
        const outputs = [];
        for (const backend of ['wasm', 'cpu']) {
            await startBackend(backend);
            const predictor = openPredictor(spec, someParameters(spec));
            outputs.push(await predictor.outputsOf(someFeatures(spec), examples));
            predictor.dispose();
        }
        const [wasm, cpu] = outputs;
        for (const [i, value] of wasm.entries())
            t.true(Math.abs(value - cpu[i]) < 1e-4, `${what}, output ${i}: ${value} and ${cpu[i]}`);
    }
});
//# sourceMappingURL=forward.test.js.map