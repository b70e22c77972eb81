import { ModelError } from '../errors.ts'
import { type ModelSpec, parseModelSpec } from './model-spec.ts'

/** The shape of the data a model is made for. */
export interface DataShape {
  readonly featureShape: readonly number[]
  readonly classes: number
}

const presets = {
  /** McMahan et al. 2017, section 3: the MNIST 2NN, 199,210 parameters on 28 by 28 pixels and 10 classes. */
  'mnist-2nn': (shape: DataShape) => mlp(shape, [200, 200]),
  /** One linear layer and a softmax. */
  'logistic-regression': (shape: DataShape) => ({
    family: 'logistic',
    inputShape: [...shape.featureShape],
    classes: shape.classes,
  }),
  /** Two small hidden layers, for tables of some tens of columns. */
  'tabular-mlp': (shape: DataShape) => mlp(shape, [64, 32]),
} as const

/** Names of the models a bounty may ask for without describing them. */
export type ModelPreset = keyof typeof presets
export const modelPresets = Object.keys(presets) as readonly ModelPreset[]

/** The specification of a named preset for data of this shape. Throws `ModelError` for a name it does not know. */
export function modelFromPreset(name: string, shape: DataShape): ModelSpec {
  if (!Object.hasOwn(presets, name)) {
    throw new ModelError(`there is no model preset "${name}"; use one of ${modelPresets.join(', ')}`)
  }
  return parseModelSpec(presets[name as ModelPreset](shape))
}

/** The MNIST 2NN on the real thing: 28 by 28 grey pixels, ten digits. */
export const mnist2nn: ModelSpec = modelFromPreset('mnist-2nn', { featureShape: [28, 28, 1], classes: 10 })

function mlp(shape: DataShape, hidden: readonly number[]) {
  return {
    family: 'mlp',
    inputShape: [...shape.featureShape],
    hidden: [...hidden],
    classes: shape.classes,
    activation: 'relu',
  }
}
