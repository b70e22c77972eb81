/**
 * What a model is, as data: a bounty names a model with these few words and never ships code. Families, layer kinds
 * and activations are allow-lists; everything else is refused before a tensor is made.
 */
import { z } from 'zod'
import { describeIssues } from '../describe-issues.ts'
import { ModelError } from '../errors.ts'

export const modelLimits = {
  parameters: 50_000_000,
  inputSize: 1_000_000,
  inputDimensions: 4,
  hiddenLayers: 16,
  unitsPerLayer: 65_536,
  classes: 10_000,
} as const

export const activations = ['relu', 'tanh', 'sigmoid'] as const
/** What a hidden layer does to its sums. */
export type Activation = (typeof activations)[number]

const inputShape = z
  .array(z.int().min(1).max(modelLimits.inputSize))
  .min(1)
  .max(modelLimits.inputDimensions)
  .readonly()
const classes = z.int().min(2).max(modelLimits.classes)
const units = z.int().min(1).max(modelLimits.unitsPerLayer)

const mlpSpec = z
  .strictObject({
    family: z.literal('mlp'),
    inputShape,
    hidden: z.array(units).min(1).max(modelLimits.hiddenLayers).readonly(),
    classes,
    activation: z.enum(activations),
  })
  .readonly()
const logisticSpec = z.strictObject({ family: z.literal('logistic'), inputShape, classes }).readonly()

/** The zod form of `ModelSpec`; shape and limits field by field. `parseModelSpec` also bounds the whole. */
export const modelSpecSchema = z.union([mlpSpec, logisticSpec])

/** A classifier over `inputShape` (flattened in row order) with `classes` outputs and a softmax on top. */
export type ModelSpec = z.infer<typeof modelSpecSchema>

/** One fully connected layer. The last one has the `linear` activation: its outputs are the logits. */
export interface DenseLayer {
  readonly kind: 'dense'
  readonly name: string
  readonly inputs: number
  readonly units: number
  readonly activation: Activation | 'linear'
}

/** A checked specification from untrusted JSON or YAML. Throws `ModelError` naming each bad field. */
export function parseModelSpec(value: unknown): ModelSpec {
  const family = (value as { family?: unknown } | null)?.family
  if (family !== 'mlp' && family !== 'logistic') {
    throw new ModelError(`model.family is ${JSON.stringify(family) ?? 'missing'}; use "mlp" or "logistic"`)
  }
  const parsed = (family === 'mlp' ? mlpSpec : logisticSpec).safeParse(value)
  if (!parsed.success) throw new ModelError(`the model is not acceptable: ${describeIssues(parsed.error)}`)
  requireSize(parsed.data)
  return parsed.data
}

function requireSize(spec: ModelSpec): void {
  if (inputSizeOf(spec) > modelLimits.inputSize) {
    throw new ModelError(
      `model.inputShape [${spec.inputShape}] has ${inputSizeOf(spec)} values; the limit is ${modelLimits.inputSize}`,
    )
  }
  const count = parameterCount(spec)
  if (count > modelLimits.parameters) {
    throw new ModelError(
      `the model has ${count} parameters; the limit is ${modelLimits.parameters}: use smaller hidden layers`,
    )
  }
}

/** Values in one example. */
export function inputSizeOf(spec: ModelSpec): number {
  return spec.inputShape.reduce((product, extent) => product * extent, 1)
}

/** The layers from input to logits. */
export function layersOf(spec: ModelSpec): readonly DenseLayer[] {
  const hidden = spec.family === 'mlp' ? spec.hidden : []
  const activation = spec.family === 'mlp' ? spec.activation : 'linear'
  const widths = [inputSizeOf(spec), ...hidden, spec.classes]
  return widths.slice(1).map((layerUnits, i) => ({
    kind: 'dense',
    name: `dense-${i + 1}`,
    inputs: widths[i]!,
    units: layerUnits,
    activation: i < hidden.length ? activation : 'linear',
  }))
}

/** Trainable numbers in the model. */
export function parameterCount(spec: ModelSpec): number {
  return layersOf(spec).reduce((sum, layer) => sum + layer.inputs * layer.units + layer.units, 0)
}
