/**
 * The optional addon (`native/`): the same bytes without a fresh buffer for every block. It is built where a C compiler
 * and Node's headers are at hand, and nobody misses it but the clock. It has two kernels: AES in the processor's wide
 * instructions, where the processor has them, and OpenSSL's.
 */
import { createRequire } from 'node:module'
import { type ExpansionEngine, requireStreams, wordBytesFor } from './streams.ts'

interface Kernel {
  /** Why this machine cannot run it; empty when it can. */
  readonly unavailable: string
  addMaskStreams(
    residues: Uint32Array,
    keys: Uint8Array,
    signs: Int8Array,
    wordBytes: 2 | 4,
    firstCoordinate: number,
  ): void
}

type Addon = Readonly<Record<'vaes' | 'openssl', Kernel>>

/** The engine of one kernel, or why there is none. */
export function openNativeEngine(kernel: keyof Addon): ExpansionEngine | { readonly unavailable: string } {
  try {
    const addon = createRequire(import.meta.url)('./native/mask_expansion.node') as Addon
    const { unavailable } = addon[kernel]
    if (unavailable !== '') return { unavailable }
    return { name: `native-${kernel}`, addMaskStreams: through(addon[kernel]) }
  } catch (error) {
    return { unavailable: (error as Error).message.split('\n')[0]! }
  }
}

function through(kernel: Kernel): ExpansionEngine['addMaskStreams'] {
  return (residues, streams, bits, firstCoordinate) => {
    requireStreams(streams, bits, firstCoordinate)
    const keys = new Uint8Array(32 * streams.length)
    streams.forEach(({ key }, i) => {
      keys.set(key, 32 * i)
    })
    const signs = Int8Array.from(streams, ({ sign }) => sign)
    kernel.addMaskStreams(residues, keys, signs, wordBytesFor(bits), firstCoordinate)
    keys.fill(0)
  }
}
