/**
 * The Walsh-Hadamard transform of 2^m values in place, y_j = Σ_i (-1)^popcount(i & j) x_i, in butterflies of eight so that
 * the values pass through memory a third as often.
 */

export type RealVector = Float32Array | Float64Array

/** Transforms `values`, whose length is a power of two, without dividing by its root. */
export function walshHadamard(values: RealVector): void {
  const size = values.length
  let stride = 1
  for (; stride * 8 <= size; stride *= 8) {
    if (stride === 1) firstEights(values)
    else eights(values, stride)
  }
  for (; stride < size; stride *= 2) pairs(values, stride)
}

/** Butterflies of two at any distance: the levels left over, and, from distance 1 on, the whole transform. */
function pairs(values: RealVector, stride: number): void {
  for (let start = 0; start < values.length; start += 2 * stride) {
    for (let i = start; i < start + stride; i++) {
      const a = values[i]!
      const b = values[i + stride]!
      values[i] = a + b
      values[i + stride] = a - b
    }
  }
}

function eights(values: RealVector, stride: number): void {
  for (let start = 0; start < values.length; start += 8 * stride) {
    for (let i = start; i < start + stride; i++) butterfly(values, i, stride)
  }
}

function firstEights(values: RealVector): void {
  for (let start = 0; start < values.length; start += 8) butterfly(values, start, 1)
}

function butterfly(values: RealVector, at: number, stride: number): void {
  const at1 = at + stride
  const at2 = at1 + stride
  const at3 = at2 + stride
  const at4 = at3 + stride
  const at5 = at4 + stride
  const at6 = at5 + stride
  const at7 = at6 + stride
  const x0 = values[at]!
  const x1 = values[at1]!
  const x2 = values[at2]!
  const x3 = values[at3]!
  const x4 = values[at4]!
  const x5 = values[at5]!
  const x6 = values[at6]!
  const x7 = values[at7]!
  const a0 = x0 + x1
  const a1 = x0 - x1
  const a2 = x2 + x3
  const a3 = x2 - x3
  const a4 = x4 + x5
  const a5 = x4 - x5
  const a6 = x6 + x7
  const a7 = x6 - x7
  const b0 = a0 + a2
  const b1 = a1 + a3
  const b2 = a0 - a2
  const b3 = a1 - a3
  const b4 = a4 + a6
  const b5 = a5 + a7
  const b6 = a4 - a6
  const b7 = a5 - a7
  values[at] = b0 + b4
  values[at1] = b1 + b5
  values[at2] = b2 + b6
  values[at3] = b3 + b7
  values[at4] = b0 - b4
  values[at5] = b1 - b5
  values[at6] = b2 - b6
  values[at7] = b3 - b7
}
