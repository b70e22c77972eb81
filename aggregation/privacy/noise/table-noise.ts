/** Noise from tables: each draw is a sum of multiples of draws from one or two of them. */
import type { RandomSource } from '../../crypto/index.ts'
import type { IntegerNoise } from './integer-noise.ts'
import { addDraws, type MagnitudeTable } from './magnitude-table.ts'
import { openWordStream, wordsAtOnce } from './word-stream.ts'

export interface Layer {
  readonly table: MagnitudeTable
  readonly factor: number
}

/** A fresh key for each call, so that what was drawn earlier does not follow from what lies in memory now. */
export function tableNoise(
  layers: readonly Layer[],
  standardDeviation: number,
  distance: number,
  random: RandomSource,
): IntegerNoise {
  const addTo = (values: Int32Array) => addLayers(values, layers, random)
  return {
    standardDeviation,
    distance,
    addTo,
    fill: into => addTo(into.fill(0)),
  }
}

function addLayers(values: Int32Array, layers: readonly Layer[], random: RandomSource): void {
  const stream = openWordStream(random)
  for (let start = 0; start < values.length; start += wordsAtOnce) {
    const block = values.subarray(start, start + wordsAtOnce)
    for (const { table, factor } of layers) addDraws(table, block, stream.next(block.length), factor, stream)
  }
}
