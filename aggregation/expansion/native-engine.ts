/**
 * The optional addon (`native/mask_expansion.c`): the same bytes without a fresh buffer for every block. It is built where
 * a C compiler and Node's headers are at hand, and nobody misses it but the clock.
 */
import { createRequire } from 'node:module'
import { type ExpansionEngine, requireStreams, wordBytesFor } from './streams.ts'

interface Addon {
  addMaskStreams(
    residues: Uint32Array,
    keys: Uint8Array,
    signs: Int8Array,
    wordBytes: 2 | 4,
    firstCoordinate: number,
  ): void
}

/** The engine, or why there is none. */
export function openNativeEngine(): ExpansionEngine | { readonly unavailable: string } {
  try {
    const addon = createRequire(import.meta.url)('./native/mask_expansion.node') as Addon
    return { name: 'native', addMaskStreams: through(addon) }
  } catch (error) {
    return { unavailable: (error as Error).message.split('\n')[0]! }
  }
}

function through(addon: Addon): ExpansionEngine['addMaskStreams'] {
  return (residues, streams, bits, firstCoordinate) => {
    requireStreams(streams, bits, firstCoordinate)
    const keys = new Uint8Array(32 * streams.length)
    streams.forEach(({ key }, i) => {
      keys.set(key, 32 * i)
    })
    const signs = Int8Array.from(streams, ({ sign }) => sign)
    addon.addMaskStreams(residues, keys, signs, wordBytesFor(bits), firstCoordinate)
    keys.fill(0)
  }
}
