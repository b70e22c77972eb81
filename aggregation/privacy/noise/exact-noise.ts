import type { IntegerNoise } from './integer-noise.ts'

/** A sampler of single draws as a source of noise. */
export function exactNoise(standardDeviation: number, draw: () => number): IntegerNoise {
  return {
    standardDeviation,
    distance: 0,
    fill: into => {
      for (let i = 0; i < into.length; i++) into[i] = draw()
    },
    addTo: values => {
      for (let i = 0; i < values.length; i++) values[i] = (values[i]! + draw()) | 0
    },
  }
}
