import type { Shape } from './layers/index.ts'
import type { Task } from './task.ts'

/**
 * The targets of one example. Under classification one of `classes`; under segmentation one of them for every position;
 * under multi-label a yes or no for each; under regression `outputs` numbers. Without a task it is a classification.
 */
export type TargetShape =
  | { readonly task?: 'classification'; readonly classes: number }
  | { readonly task: 'multi-label'; readonly classes: number }
  | { readonly task: 'segmentation'; readonly classes: number }
  | { readonly task: 'regression'; readonly outputs: number }

/** The shape of the data a model is made for. */
export type DataShape = TargetShape & { readonly featureShape: Shape }

/** What data of this shape is for. */
export function taskOfData(shape: TargetShape): Task {
  return shape.task ?? 'classification'
}

/** Values that a model of this data puts out, for an example or for each position of one. */
export function outputsOfData(shape: TargetShape): number {
  return shape.task === 'regression' ? shape.outputs : shape.classes
}
