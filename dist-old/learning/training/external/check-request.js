import { sameLayout } from '../../../aggregation/vector/index.js';
import { fitsModel } from '../../data/fits-model.js';
import { TrainingError } from '../../errors.js';
import { taskOf } from '../../models/model-spec.js';
import { layoutOf } from '../../models/parameters.js';
/** Throws `TrainingError` `bad-request` when model, parameters and records do not belong together. */
export function requireCoherent({ spec, parameters, dataset }) {
    const fit = fitsModel(dataset, spec);
    if (fit.kind === 'refused')
        throw new TrainingError('bad-request', fit.message);
    if (dataset.examples === 0)
        throw new TrainingError('bad-request', 'the dataset holds no examples');
    if (!sameLayout(parameters.layout, layoutOf(spec)))
        throw new TrainingError('bad-request', 'the parameters are not laid out as the model is');
}
/** Throws `TrainingError` `bad-request` when the trainer never said that it can do this. */
export function requireCapable({ name, capabilities }, request) {
    const missing = needsOf(request).filter(need => !capabilities.includes(need));
    if (missing.length === 0)
        return;
    throw new TrainingError('bad-request', `the bounty needs a trainer that can do ${missing.join(', ')}, and ${name} can do ` +
        `${capabilities.join(', ') || 'nothing'}; use another trainer, or the built-in one`);
}
/** Words of `capabilities` in a hello that this request calls for. */
function needsOf({ spec, proximal = 0, momentum = 0, correction }) {
    return [
        spec.family,
        ...(taskOf(spec) === 'classification' ? [] : [taskOf(spec)]),
        ...(proximal > 0 ? ['proximal'] : []),
        ...(momentum > 0 ? ['momentum'] : []),
        // No trainer says so yet: control variates are not part of the exchange.
        ...(correction === undefined ? [] : ['correction']),
    ];
}
//# sourceMappingURL=check-request.js.map