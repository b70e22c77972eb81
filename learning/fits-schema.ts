import { type DataSchema, dataShapeOf, type Fit, fitsModel } from './data/index.ts'
import { type ModelSpec, outputsOf, taskOf } from './models/index.ts'

/**
 * Whether data as the schema describes it can go through the model. A schema names the classes of a classification; the
 * targets of another task it does not describe, and `fitsModel` asks the records themselves.
 */
export function fitsSchema(schema: DataSchema, spec: ModelSpec): Fit {
  const described = dataShapeOf(schema)
  const [task, outputs, { featureShape }] = [taskOf(spec), outputsOf(spec), described]
  switch (task) {
    case 'classification':
      return fitsModel(described, spec)
    case 'regression':
      return fitsModel({ task, featureShape, outputs }, spec)
    default:
      return fitsModel({ task, featureShape, classes: outputs }, spec)
  }
}
