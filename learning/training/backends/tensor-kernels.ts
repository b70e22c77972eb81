/** The module `tensor-kernels.wat` over the memory of the library's WebAssembly backend, in which tensors lie. */
import { readFileSync } from 'node:fs'
import type * as tf from '@tensorflow/tfjs-core'

/** The part of the library's backend (4.22) that is used: where its tensors lie. */
interface WasmBackend {
  readonly wasm: { readonly asm: { readonly memory: { readonly buffer: ArrayBuffer } } }
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } }
  makeOutput(shape: readonly number[], dtype: 'float32'): tf.TensorInfo
}

/** The functions of the module. Addresses, steps and widths are in bytes; what each computes is said in its source. */
interface Functions {
  product(...parts: readonly number[]): void
  addToRows(values: number, row: number, out: number, rows: number, width: number): void
  maxPoolGradient(...parts: readonly number[]): void
  addWindows(...parts: readonly number[]): void
}

export interface TensorKernels extends Functions {
  /** The address of a tensor of the backend. */
  at(tensor: tf.TensorInfo): number
  /** A tensor whose values are whatever lay there. */
  unset(shape: readonly number[]): tf.TensorInfo
  zeros(shape: readonly number[]): tf.TensorInfo
  /** Copies so many values from one address to another. */
  copyValues(from: number, to: number, count: number): void
}

/** The little that is used of WebAssembly, whose types come with a browser's library only. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}

/** Bytes of a value, and of the four that a vector holds. */
export const valueBytes = 4
export const lanes = 4

const opened = new WeakMap<object, TensorKernels>()

/** The kernels of a backend that has started, always the same ones. */
export function kernelsOf(backend: unknown): TensorKernels {
  const own = backend as WasmBackend
  const kernels = opened.get(own) ?? openKernels(own)
  opened.set(own, kernels)
  return kernels
}

function openKernels(backend: WasmBackend): TensorKernels {
  const { memory } = backend.wasm.asm
  const at = ({ dataId }: tf.TensorInfo) => backend.dataIdMap.get(dataId).memoryOffset
  const unset = (shape: readonly number[]) => backend.makeOutput(shape, 'float32')
  const { product, addToRows, maxPoolGradient, addWindows } = functionsOver(memory)
  return {
    ...{ product, addToRows, maxPoolGradient, addWindows, at, unset },
    zeros: shape => {
      const tensor = unset(shape)
      // The buffer is another one after the memory has grown.
      new Float32Array(memory.buffer, at(tensor), sizeOf(shape)).fill(0)
      return tensor
    },
    copyValues: (from, to, count) => {
      new Uint8Array(memory.buffer).copyWithin(to, from, from + count * valueBytes)
    },
  }
}

function functionsOver(memory: object): Functions {
  const { Instance, Module } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly
  const module = new Module(readFileSync(new URL('./tensor-kernels.wasm', import.meta.url)))
  return new Instance(module, { tfjs: { memory } }).exports as Functions
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}
