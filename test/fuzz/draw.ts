/** Chance that comes again from the same seed. */
import { unsafeFixedRandom } from '../../aggregation/index.ts'

export interface Draw {
  bytes(length: number): Uint8Array
  /** A number below `sides`. */
  roll(sides: number): number
  pick<T>(list: readonly T[]): T
}

export function openDraw(seed: string): Draw {
  const random = unsafeFixedRandom(seed)
  const roll = (sides: number) => {
    const bytes = random.bytes(4)
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) % sides
  }
  return { bytes: length => random.bytes(length), roll, pick: list => list[roll(list.length)]! }
}
