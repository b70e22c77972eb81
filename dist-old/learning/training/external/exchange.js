import { writeModel } from '../../models/model-file.js';
import { examplesFile } from './examples-file.js';
import { openExchangeFolder } from './exchange-folder.js';
export function openExchange(parent) {
    const folder = openExchangeFolder(parent);
    let written;
    const examplesOf = async ({ dataset }, job) => {
        if (written?.dataset === dataset)
            return written.name;
        if (written !== undefined)
            await folder.remove(written.name);
        const name = `examples-${job}.safetensors`;
        await folder.write(name, examplesFile(dataset));
        written = { dataset, name };
        return name;
    };
    return {
        folder,
        prepare: async (request, job) => {
            const { spec, parameters, dataset, epochs, batchSize, learningRate, proximal = 0, momentum = 0, seed, } = request;
            await folder.write(modelName(job), [writeModel(spec, parameters)]);
            const examples = await examplesOf(request, job);
            return {
                type: 'train',
                job,
                spec,
                modelFile: folder.at(modelName(job)),
                examplesFile: folder.at(examples),
                examples: dataset.examples,
                outputFile: folder.at(outputName(job)),
                ...{ epochs, batchSize, learningRate, proximal, momentum, seed },
            };
        },
        clear: async (job) => {
            await Promise.all([modelName(job), outputName(job)].map(folder.remove));
        },
    };
}
function modelName(job) {
    return `model-${job}.safetensors`;
}
function outputName(job) {
    return `trained-${job}.safetensors`;
}
//# sourceMappingURL=exchange.js.map