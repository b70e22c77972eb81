/** Steps of gradient descent on values in this thread's memory, where the noise has just been added. */

export interface DescentSettings {
  readonly learningRate: number
  /** FedProx mu: a pull towards where training began. */
  readonly proximal?: number
  readonly momentum?: number
}

export interface HostDescent {
  /** Where it is now; changed by every step. */
  readonly values: Float32Array
  /** One step down the gradient, as `sgdStep` takes it. */
  step(gradient: Float32Array): void
}

export function openHostDescent(start: Float32Array, settings: DescentSettings): HostDescent {
  const { learningRate, proximal = 0, momentum = 0 } = settings
  const values = start.slice()
  if (proximal === 0 && momentum === 0)
    return { values, step: gradient => addScaled(values, gradient, -learningRate) }
  const velocity = new Float32Array(start.length)
  const pull = learningRate * proximal
  return {
    values,
    step: gradient => {
      for (let i = 0; i < values.length; i++) {
        const moved = learningRate * gradient[i]! + momentum * velocity[i]!
        velocity[i] = moved
        values[i] = values[i]! - pull * (values[i]! - start[i]!) - moved
      }
    },
  }
}

/** The usual step, without the arrays that it does not need: memory is what a step waits for. */
function addScaled(values: Float32Array, by: Float32Array, scale: number): void {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! + scale * by[i]!
}
