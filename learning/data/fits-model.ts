import type { DataShape, ModelSpec } from '../models/index.ts'

export type Fit =
  | { readonly kind: 'fits' }
  | {
      readonly kind: 'refused'
      readonly reason: 'feature-shape' | 'class-count'
      /** Both shapes, and what to change. */
      readonly message: string
    }

/** Whether data of this shape (a dataset, or `dataShapeOf` a schema) can go through the model. */
export function fitsModel(data: DataShape, spec: ModelSpec): Fit {
  if (!sameShape(data.featureShape, spec.inputShape)) {
    return refused(
      'feature-shape',
      `the data has examples of shape [${data.featureShape.join(', ')}] and the model takes ` +
        `[${spec.inputShape.join(', ')}]: set the model's inputShape to the data's shape`,
    )
  }
  if (data.classes !== spec.classes) {
    return refused(
      'class-count',
      `the data has ${data.classes} classes and the model ${spec.classes}: set the model's classes to ${data.classes}`,
    )
  }
  return { kind: 'fits' }
}

function refused(reason: 'feature-shape' | 'class-count', message: string): Fit {
  return { kind: 'refused', reason, message }
}

function sameShape(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((extent, i) => extent === right[i])
}
