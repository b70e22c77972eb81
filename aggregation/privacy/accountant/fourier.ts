/** The discrete Fourier transform of a power of two of complex numbers, in place (Cooley & Tukey 1965). */

/** What transforms of one length need, made once. */
export interface Fourier {
  /** A power of two. */
  readonly length: number
  /** For each stage in turn, cosines and sines of 2 pi k / size; each computed by itself, so that none drifts. */
  readonly cosines: Float64Array
  readonly sines: Float64Array
}

export function prepareFourier(length: number): Fourier {
  const cosines = new Float64Array(length)
  const sines = new Float64Array(length)
  // The stage of pairs `half` apart has its factors from index `half` on.
  const top = length >> 1
  for (let k = 0; k < top; k++) {
    cosines[top + k] = Math.cos((2 * Math.PI * k) / length)
    sines[top + k] = Math.sin((2 * Math.PI * k) / length)
  }
  for (let i = top - 1; i > 0; i--) {
    cosines[i] = cosines[2 * i]!
    sines[i] = sines[2 * i]!
  }
  return { length, cosines, sines }
}

/** Pairs of arrays of this length fit the processor's cache. */
const blockLength = 2 ** 14

/** Replaces x by sum over n of x_n exp(-2 pi i k n / length). The inverse is the same with parts swapped, over length. */
export function transform(fourier: Fourier, real: Float64Array, imaginary: Float64Array): void {
  const { length } = fourier
  reverseBits(length, real, imaginary)
  const block = Math.min(length, blockLength)
  for (let start = 0; start < length; start += block)
    for (let half = 1; half < block; half *= 2)
      butterflies(fourier, real, imaginary, half, start, start + block)
  for (let half = block; half < length; half *= 2) butterflies(fourier, real, imaginary, half, 0, length)
}

function butterflies(
  { cosines, sines }: Fourier,
  real: Float64Array,
  imaginary: Float64Array,
  half: number,
  from: number,
  to: number,
): void {
  for (let start = from; start < to; start += 2 * half) {
    for (let k = 0; k < half; k++) {
      const low = start + k
      const high = low + half
      const c = cosines[half + k]!
      const s = sines[half + k]!
      const re = real[high]! * c + imaginary[high]! * s
      const im = imaginary[high]! * c - real[high]! * s
      real[high] = real[low]! - re
      imaginary[high] = imaginary[low]! - im
      real[low] = real[low]! + re
      imaginary[low] = imaginary[low]! + im
    }
  }
}

function reverseBits(length: number, real: Float64Array, imaginary: Float64Array): void {
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      const re = real[i]!
      const im = imaginary[i]!
      real[i] = real[j]!
      imaginary[i] = imaginary[j]!
      real[j] = re
      imaginary[j] = im
    }
  }
}
