import type { z } from 'zod'
import { biasWeights, kernelFields, kernelWeight, unitLimit } from './fields.ts'
import { type LayerKind, layerSchema } from './layer-kind.ts'
import { sizeOfShape } from './shape.ts'

const schema = layerSchema('dense', { units: unitLimit, ...kernelFields })
export type DenseLayerSpec = z.infer<typeof schema>

/** Every unit sees every value of the last axis; earlier axes are kept. Kernel [inputs, units]. */
export const denseKind: LayerKind<DenseLayerSpec> = {
  schema,
  takes: 'one input',
  outputShape: ({ units }, [input]) => [...input!.slice(0, -1), units],
  weights: (layer, [input]) => {
    const inputs = input!.at(-1)!
    const { units } = layer
    return [
      kernelWeight('kernel', [inputs, units], { inputs, outputs: units }, layer),
      ...biasWeights(layer, units),
    ]
  },
  multiplyAdds: ({ units }, [input]) => sizeOfShape(input!) * units,
}
