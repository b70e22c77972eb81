/** Collects the nodes and constants of an ONNX graph, and gives every value a name. */
import { utf8 } from '../../../aggregation/crypto/index.ts'
import { float32Bytes } from '../model-hash.ts'
import {
  attributeTypes,
  elementTypes,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
} from './onnx-messages.ts'

/** A real number is written as a float only where it is wrapped so; plain numbers are integers. */
export type AttributeValue = number | readonly number[] | string | { readonly float: number }

export interface OnnxBuilder {
  readonly nodes: readonly OnnxNode[]
  readonly initializers: readonly OnnxTensor[]
  /** Adds a node with one output, and gives the output's name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, AttributeValue>>,
  ): string
  /** Adds a constant, and gives its name. */
  floats(values: Float32Array, extents: readonly number[]): string
  integers(values: readonly number[]): string
}

export function openOnnxBuilder(): OnnxBuilder {
  const nodes: OnnxNode[] = []
  const initializers: OnnxTensor[] = []
  const add = (tensor: Omit<OnnxTensor, 'name'>) => {
    const name = `constant-${initializers.length}`
    initializers.push({ name, ...tensor })
    return name
  }
  return {
    nodes,
    initializers,
    node: (operator, inputs, attributes = {}) => {
      const name = `${operator}-${nodes.length}`
      const written = Object.entries(attributes).map(([key, value]) => attribute(key, value))
      nodes.push({ name, operator, inputs, outputs: [name], attributes: written })
      return name
    },
    floats: (values, extents) => add({ extents, type: elementTypes.float, bytes: float32Bytes(values) }),
    integers: values => {
      const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
      return add({ extents: [values.length], type: elementTypes.int64, bytes })
    },
  }
}

function attribute(name: string, value: AttributeValue): OnnxAttribute {
  if (typeof value === 'number') return { name, type: attributeTypes.integer, integer: value }
  if (typeof value === 'string') return { name, type: attributeTypes.text, text: utf8(value) }
  if ('float' in value) return { name, type: attributeTypes.float, float: value.float }
  return { name, type: attributeTypes.integers, integers: value }
}
