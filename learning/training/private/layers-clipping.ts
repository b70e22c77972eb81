/**
 * Clipped sums of networks of layers: one pass down and up for a batch gives the slopes of every record's loss by what each
 * layer makes of its weights; from there on each layer is by itself, and records are kept apart.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Dataset } from '../../data/dataset.ts'
import type { Dropping } from '../../models/layers/forward.ts'
import type { LayerGraph, LayerNode, LayersSpec } from '../../models/layers/index.ts'
import {
  buildLayersModel,
  forwardLayers,
  type LayersModel,
  layersParametersOf,
} from '../../models/layers-model.ts'
import { openSeededRandom } from '../../seeded-random.ts'
import { takeBatch } from '../layers-learner.ts'
import { lossSumOf } from '../losses.ts'
import { clipFactors, countWithin } from './clip-factors.ts'
import {
  type ClippedSum,
  type ClippingModel,
  readInto,
  replaceTensors,
  tidied,
  valuesOf,
} from './clipping-model.ts'
import type { ClippingSettings } from './clipping-settings.ts'
import {
  type LayerShare,
  layerShare,
  longestSum,
  squaredOf,
  squaresOf,
  sumOfShares,
  writtenOut,
} from './layer-shares.ts'
import { clipSlack, mostInSum } from './sensitivity.ts'

/** Values that a batch may take, 256 MiB of them. */
const valuesAtOnce = 1 << 26

type Settings = ClippingSettings & { readonly spec: LayersSpec }

export function openLayersClipping(settings: Settings, dataset: Dataset): ClippingModel {
  const { spec, parameters, privacy, seed } = settings
  const model = buildLayersModel(spec, parameters)
  const { graph } = model
  const slack = clipSlack(Math.max(...graph.nodes.map(longestSum)))
  let { tensors } = model
  let { clipNorm } = privacy
  const dropping = settings.dropping ?? openSeededRandom(seed, 'dropped values')
  const addUp = async (chosen: Int32Array, into: Float32Array): Promise<ClippedSum> => {
    const { shares, squares, lossSum } = tidied(() =>
      sharesOf({ ...model, tensors }, dataset, chosen, dropping),
    )
    try {
      const squared = squaredNorms(shares, await squares.data(), chosen.length)
      const factors = clipFactors(squared, clipNorm, slack)
      await readInto(clippedSums(shares, factors), into)
      return { lossSum: (await lossSum.data())[0]!, within: countWithin(factors) }
    } finally {
      tf.dispose([shares, squares, lossSum] as unknown as tf.TensorContainer)
    }
  }
  return {
    mostAtOnce: recordsAtOnce(graph),
    values: () => valuesOf(tensors),
    addUp,
    clipTo: next => {
      clipNorm = next
    },
    put: values => {
      tensors = replaceTensors(tensors, values)
    },
    parameters: () => layersParametersOf({ ...model, tensors }),
    dispose: () => tf.dispose([...tensors]),
  }
}

function recordsAtOnce({ nodes, activations }: LayerGraph): number {
  const ofOne = 4 * activations + 2 * nodes.reduce((sum, node) => sum + writtenOut(node), 0)
  return Math.max(1, Math.min(mostInSum, Math.floor(valuesAtOnce / ofOne)))
}

interface Shares {
  readonly shares: readonly LayerShare[]
  /** Sums of squares of the shares, one behind another, each [batch]. */
  readonly squares: tf.Tensor
  readonly lossSum: tf.Tensor
}

function sharesOf(
  { spec, graph, tensors }: LayersModel,
  dataset: Dataset,
  chosen: Int32Array,
  dropping: Dropping,
): Shares {
  const { features, targets } = takeBatch(dataset, chosen)
  const learning = learningNodes(graph)
  const inputs: tf.Tensor[] = []
  const lossOf = (...taps: tf.Tensor[]) => {
    const watch = (sums: tf.Tensor, input: tf.Tensor) => {
      inputs.push(tf.keep(input))
      return tf.add(sums, taps[inputs.length - 1]!)
    }
    return lossSumOf(spec, forwardLayers(graph, tensors, features, dropping, watch), targets)
  }
  // Zeros that are added to what each layer makes: the loss's slopes by them are the slopes by the sums.
  const taps = learning.map(({ outputShape }) => tf.zeros([chosen.length, ...outputShape]))
  const { value, grads } = tf.valueAndGrads(lossOf)(taps)
  let taken = 0
  const shares = learning.map((node, i) => {
    const weights = tensors.slice(taken, taken + node.weights.length)
    taken += weights.length
    return layerShare(node, weights, inputs[i]!, grads[i]!)
  })
  const squares = tf.concat(shares.flatMap(squaresOf))
  tf.dispose(inputs)
  return { shares, squares, lossSum: value }
}

/** At least the squared norm of each record's gradient over all layers. */
function squaredNorms(
  shares: readonly LayerShare[],
  squares: ArrayLike<number>,
  count: number,
): Float64Array {
  const total = new Float64Array(count)
  let row = 0
  for (const share of shares) {
    const own = share.kind === 'outer' ? [row, row + 1] : [row]
    for (let i = 0; i < count; i++)
      total[i]! += squaredOf(
        share,
        own.map(at => squares[at * count + i]!),
      )
    row += own.length
  }
  return total
}

function learningNodes({ nodes }: LayerGraph): readonly LayerNode[] {
  return nodes.filter(({ weights }) => weights.length > 0)
}

function clippedSums(shares: readonly LayerShare[], factors: Float32Array): readonly tf.Tensor[] {
  return tidied(() => shares.flatMap(share => sumOfShares(share, factors)))
}
