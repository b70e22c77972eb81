import test from 'ava';
import { parse } from 'yaml';
import { modelLimits, modelPresets, parseModelSpec, tasks } from '../../learning/index.js';
import { layerKinds } from '../../learning/models/layers/kinds.js';
import { readRepositoryFile } from '../support/repository.js';
import { codeBlocksOf } from './code-blocks.js';
const page = readRepositoryFile('docs/models.md');
test('every model that a page writes out can be used', t => {
    let found = 0;
    for (const name of ['docs/models.md', 'learning/models/layers/README.md']) {
        for (const { language, text } of codeBlocksOf(name, readRepositoryFile(name))) {
            if (language !== 'yaml' || !text.includes('family:'))
                continue;
            const document = parse(text);
            t.notThrows(() => parseModelSpec(document.model ?? document));
            found += 1;
        }
    }
    t.is(found, 2);
});
test('the page of models names every preset, layer and task, and the limits as they are', t => {
    for (const name of [...modelPresets, ...Object.keys(layerKinds), ...tasks])
        t.true(page.includes(`\`${name}\``), name);
    const { layers, parameters, activations, multiplyAdds } = modelLimits;
    for (const limit of [layers, parameters, activations, multiplyAdds])
        t.true(page.includes(limit.toLocaleString('en')), String(limit));
});
//# sourceMappingURL=models.test.js.map