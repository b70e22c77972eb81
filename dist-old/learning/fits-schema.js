import { dataShapeOf, fitsModel } from './data/index.js';
import { outputsOf, taskOf } from './models/index.js';
/** Whether data as the schema describes it can go through the model. */
export function fitsSchema(schema, spec) {
    return fitsModel(dataShapeFor(schema, spec), spec);
}
/**
 * Shape of the data that a model is to be given by the schema. A schema names the classes of a classification; the targets
 * of another task it does not describe, and they are taken to be as the model has them: `fitsModel` asks the records.
 */
export function dataShapeFor(schema, spec) {
    const described = dataShapeOf(schema);
    const [task, outputs, { featureShape }] = [taskOf(spec), outputsOf(spec), described];
    switch (task) {
        case 'classification':
            return described;
        case 'regression':
            return { task, featureShape, outputs };
        default:
            return { task, featureShape, classes: outputs };
    }
}
//# sourceMappingURL=fits-schema.js.map