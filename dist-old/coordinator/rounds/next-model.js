/** What the sum of a round makes of the bounty's model: a step, the means that its records are standardised by, or nothing. */
import { parameterVector } from '../../aggregation/index.js';
import { completeSchema, modelFileHash, parseAlgorithm, readModel, readNamedVectors, statisticsOfSum, writeModel, writeNamedVectors, } from '../../learning/index.js';
import { stepModel } from './step-model.js';
/** The model that the round started from. */
export async function currentModel(parts, bountyId) {
    const row = await parts.storage.db
        .selectFrom('bounty')
        .select(['model_blob', 'state_blob'])
        .where('id', '=', bountyId)
        .executeTakeFirstOrThrow();
    const model = readModel(await stored(parts, row.model_blob));
    const untold = row.state_blob === '' ? {} : readNamedVectors(await stored(parts, row.state_blob));
    return {
        ...model,
        state: { ...untold, ...model.broadcast },
        hash: modelFileHash(model),
        blob: row.model_blob,
        stateBlob: row.state_blob,
    };
}
async function stored(parts, name) {
    const bytes = await parts.blobs.get(name);
    if (bytes === undefined)
        throw new Error(`the model ${name} is not in the store`);
    return bytes;
}
/** The model after the round, in the store. */
export async function nextModel(parts, attempt, step, running, before) {
    const { content } = step;
    switch (content.purpose) {
        case 'statistics':
            return store(parts, attempt, step.terms, { ...before, data: schemaOf(content, running) });
        case 'training': {
            const stepped = steppedBy(attempt, { ...step, content }, running, before);
            const parameters = parameterVector(stepped.values, before.parameters.layout);
            const after = await store(parts, attempt, step.terms, { ...before, parameters, state: stepped.state });
            return { ...after, stepped };
        }
        case 'evaluation':
            return before;
    }
}
function steppedBy({ context, place }, step, running, { parameters, state }) {
    const stepping = { ...step, parameters: context.parameters, round: place.round };
    return stepModel(stepping, running, { values: parameters.values, state });
}
async function store(parts, { place }, terms, model) {
    const { spec, parameters, data, state } = model;
    const metadata = { bounty: place.bountyId, round: String(place.round) };
    const { broadcast, untold } = toldAndUntold(terms, state);
    const blob = await parts.blobs.put(writeModel(spec, parameters, metadata, data, broadcast));
    const isKept = Object.keys(untold).length > 0;
    const stateBlob = isKept ? await parts.blobs.put(writeNamedVectors(untold)) : '';
    return { ...model, hash: modelFileHash({ ...model, broadcast }), blob, stateBlob };
}
function toldAndUntold(terms, state) {
    const { broadcasts } = parseAlgorithm(terms.training.algorithm).server;
    const entries = Object.entries(state);
    const isTold = ([name]) => broadcasts.includes(name);
    return {
        broadcast: Object.fromEntries(entries.filter(isTold)),
        untold: Object.fromEntries(entries.filter(entry => !isTold(entry))),
    };
}
function schemaOf({ schema, layout }, { integers }) {
    const reading = statisticsOfSum(integers, schema, layout);
    // Sums that records can have add up to such a sum again (the three bounds are cones), and each group's was checked.
    if (reading.kind === 'inconsistent')
        throw new Error(`sums of statistics do not hold: ${reading.detail}`);
    return completeSchema(schema, reading.statistics);
}
//# sourceMappingURL=next-model.js.map