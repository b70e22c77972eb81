/** The JSON in which Keras and TensorFlow.js describe a network, as far as it is written here. */

/** One layer and the layers it takes from. */
export interface KerasLayer {
  readonly class_name: string
  readonly name: string
  readonly config: Readonly<Record<string, unknown>>
  readonly inbound_nodes: readonly (readonly KerasInput[])[]
}

/** Layer, which of its calls, which of that call's outputs, arguments. */
type KerasInput = readonly [name: string, call: 0, output: 0, arguments: Readonly<Record<string, never>>]

/** What follows a model's outputs by its task: probabilities, or nothing for numbers. */
export const linkOf = {
  classification: 'softmax',
  segmentation: 'softmax',
  'multi-label': 'sigmoid',
  regression: undefined,
} as const
