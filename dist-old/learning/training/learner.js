import { openDenseLearner } from './dense-learner.js';
import { openLayersLearner } from './layers-learner.js';
import { loadGradients } from './load-gradients.js';
/** A learner for data that fits the model. The short families have their backward pass written out. */
export async function openLearner(settings, dataset) {
    const { spec } = settings;
    if (spec.family !== 'layers')
        return openDenseLearner({ ...settings, spec }, dataset);
    await loadGradients();
    return openLayersLearner({ ...settings, spec }, dataset);
}
//# sourceMappingURL=learner.js.map